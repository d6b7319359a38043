namespace Mainstay.FeederAgent.Clock;

/// <summary>Asks the time servers of the settings: soon and often while the time is not known, hourly once it is.</summary>
internal sealed class TimeKeeper(DeviceClock clock, Func<IReadOnlyList<string>> servers, TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_known = TimeSpan.FromHours(1);
    private readonly NtpClient _client = new(time);

    public async Task RunAsync(CancellationToken cancel)
    {
        for (var pause = s_first; ; pause = TimeSpan.FromTicks(Math.Min(s_longest.Ticks, pause.Ticks * 2)))
        {
            var isHeard = false;
            // Each is asked: a second one confirms what a first says against the clock.
            foreach (var server in servers())
                if (await _client.AskAsync(server, cancel) is { } sample) isHeard |= clock.Hear(sample);
            if (isHeard) pause = s_first;
            await Task.Delay(isHeard ? s_known : pause, time, cancel);
        }
    }
}
