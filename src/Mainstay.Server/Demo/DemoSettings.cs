using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Demo;

/// <summary>The settings <c>Demo:*</c>.</summary>
/// <param name="Enabled">Fills an empty store with the demo town, and lets an administrator move the clock.</param>
/// <param name="Password">The password of everybody in the town; null: one is made up and printed.</param>
/// <param name="Clock">Where the clock of the business starts; null: at the real time.</param>
internal sealed record DemoSettings(bool Enabled, string? Password, DateTimeOffset? Clock)
{
    /// <exception cref="SettingException">A value cannot be used.</exception>
    /// <exception cref="UsageException">The clock is set, but not for a demo.</exception>
    public static DemoSettings From(IConfiguration configuration)
    {
        var settings = new DemoSettings(configuration.YesOrNo("Demo:Enabled", false), configuration["Demo:Password"], ClockFrom(configuration["Demo:Clock"]));
        // What a real server writes down, and pays, is dated by the real time.
        return settings is { Clock: not null, Enabled: false }
            ? throw new UsageException("--clock sets the clock of a demo: add --demo, or leave --clock out.")
            : settings;
    }

    private static DateTimeOffset? ClockFrom(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return Instants.TryParse(text, out var instant) ? instant : throw new SettingException("Demo:Clock", $"{Instants.Wanted}, not \"{text}\"");
    }
}
