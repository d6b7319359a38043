using Mainstay.Server.Hosting;

namespace Mainstay.Server.Demo;

/// <summary>The settings <c>Demo:*</c>.</summary>
/// <param name="Enabled">Fills an empty store with the demo town, and lets an administrator move the clock.</param>
/// <param name="Password">The password of everybody in the town; null: one is made up and printed.</param>
/// <param name="Clock">Where the clock of the business starts; null: at the real time.</param>
internal sealed record DemoSettings(bool Enabled, string? Password, DateTimeOffset? Clock)
{
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static DemoSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Demo");
        return new DemoSettings(section.GetValue("Enabled", false), section["Password"], ClockFrom(section["Clock"]));
    }

    private static DateTimeOffset? ClockFrom(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return Instants.TryParse(text, out var instant) ? instant : throw new SettingException("Demo:Clock", "an instant with its offset, such as 2020-12-08T08:00:00+01:00");
    }
}
