namespace Mainstay.Web;

/// <summary>What was seen in one window.</summary>
/// <param name="ProcessorDelay">How long work waited for a processor in the middle of the window's measurements: more than one stall in it, and less than its worst.</param>
/// <param name="MostRunning">The most requests that ran at once.</param>
/// <param name="StoreIsBehind">The journal's queue fills, or its tail has grown too long.</param>
internal readonly record struct AdmissionWindow(TimeSpan ProcessorDelay, int MostRunning, bool StoreIsBehind);

/// <summary>
/// How many requests may run at once. It follows the time for which work waits for a processor, which says the same whatever people happen to do, where the time of an answer depends on what was
/// asked: it grows by a tenth while it is used up and nothing waits, and shrinks in proportion to how far the wait passes its target, counted from what really ran. Pure; one thread.
/// </summary>
/// <param name="target">The wait that is aimed at.</param>
/// <param name="least">It never falls below.</param>
/// <param name="most">Nor rises above.</param>
internal sealed class ConcurrencyLimit(TimeSpan target, int least, int most)
{
    private const double Growth = 0.1;
    private const double GentlestCut = 0.9;
    private const double HardestCut = 0.5;
    private double _limit = Math.Clamp(Start, least, most);

    /// <summary>Enough for the first second of anybody's day; it finds its place within a few windows.</summary>
    public const int Start = 256;

    public int Value => (int)_limit;

    /// <summary>Takes in a window.</summary>
    public void Observe(in AdmissionWindow window)
    {
        if (window.ProcessorDelay > target) Shrink(window, Math.Clamp(target / window.ProcessorDelay, HardestCut, GentlestCut));
        else if (window.StoreIsBehind) Shrink(window, GentlestCut);
        else if (window.MostRunning >= Value) _limit = Math.Min(most, _limit + Math.Max(1, _limit * Growth));
    }

    private void Shrink(in AdmissionWindow window, double cut) => _limit = Math.Max(least, Math.Min(_limit, window.MostRunning) * cut);
}
