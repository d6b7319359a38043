namespace Mainstay.FeederAgent.Link;

/// <summary>How long to wait before the next attempt: longer each time, up to five minutes, and never all feeders of a town at the same moment.</summary>
/// <param name="chance">0 up to, and without, 1.</param>
internal sealed class BackOff(Func<double> chance)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(2);
    private const int Most = 8; // 2 s doubled so often is beyond the longest.
    private const int Eased = 4;
    private int _failures;

    /// <summary>Between half and the whole of 2 s, 4 s, 8 s …</summary>
    public TimeSpan Next()
    {
        var longest = TimeSpan.FromTicks(Math.Min(Longest.Ticks, s_first.Ticks << _failures));
        _failures = Math.Min(_failures + 1, Most);
        return longest * (0.5 + chance() / 2);
    }

    public void Reset() => _failures = 0;

    /// <summary>Something was told before the connection ended: the next pause is of half a minute at most, and not shorter, for a server that takes one word and falls is not helped by a town that comes again at once.</summary>
    public void Ease() => _failures = Math.Min(_failures, Eased);
}
