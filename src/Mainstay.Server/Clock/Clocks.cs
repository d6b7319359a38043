using Mainstay.Server.Demo;

namespace Mainstay.Server.Clock;

/// <summary>
/// Two clocks: the business's (the singleton <see cref="TimeProvider"/>), which a demo may set, and the real one (keyed "real") for sessions, throttles and the life of keys.
/// </summary>
internal static class Clocks
{
    public static IServiceCollection AddClocks(this IServiceCollection services, DemoSettings demo, string dataFolder)
    {
        services.AddKeyedSingleton("real", TimeProvider.System);
        var file = new ClockOffsetFile(dataFolder);
        var clock = new BusinessClock(TimeProvider.System, Ahead(demo, file, TimeProvider.System.GetUtcNow()));
        if (clock.Ahead != TimeSpan.Zero) file.Write(clock.Ahead);
        return services.AddSingleton(file).AddSingleton(clock).AddSingleton<TimeProvider>(clock);
    }

    /// <summary>The later of what was asked for and what this store has already seen; outside demo mode the machine's own.</summary>
    private static TimeSpan Ahead(DemoSettings demo, ClockOffsetFile file, DateTimeOffset now)
    {
        if (!demo.Enabled) return TimeSpan.Zero;
        var asked = demo.Clock is { } start ? start - now : TimeSpan.Zero;
        return file.Read() is { } seen && (seen > asked || demo.Clock is null) ? seen : asked;
    }
}
