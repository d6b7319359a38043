namespace Mainstay.FeederAgent.Link;

/// <summary>How long to wait before the next attempt: longer each time, up to five minutes, and never all feeders of a town at the same moment.</summary>
/// <param name="chance">0 up to, and without, 1.</param>
internal sealed class BackOff(Func<double> chance)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(2);
    private int _failures;

    /// <summary>Between half and the whole of 2 s, 4 s, 8 s …</summary>
    public TimeSpan Next()
    {
        var longest = TimeSpan.FromTicks(Math.Min(Longest.Ticks, s_first.Ticks << Math.Min(_failures, 10)));
        _failures++;
        return longest * (0.5 + chance() / 2);
    }

    public void Reset() => _failures = 0;
}
