using Mainstay.Feeders.History;

namespace Mainstay.Feeders.Pages;

/// <summary>How full the hopper was at even steps of time: a feeder says it whenever it changes, and a curve over uneven steps would lie.</summary>
internal static class HopperCurve
{
    private static readonly TimeSpan s_fewDays = TimeSpan.FromDays(3);

    /// <param name="samples">Oldest first.</param>
    /// <param name="until">The last step.</param>
    /// <returns>From the first sample on, by hours in the first days and by days later; between two samples the earlier one holds.</returns>
    public static IReadOnlyList<HopperSample> Of(IReadOnlyList<HopperSample> samples, DateTimeOffset until)
    {
        var curve = new List<HopperSample>();
        if (samples.Count == 0) return curve;
        var step = IsOfDays(until - samples[0].At) ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        var steps = (int)Math.Ceiling((until - samples[0].At) / step);
        for (var (left, next) = (steps, 0); left >= 0; left--)
        {
            var at = until - left * step;
            while (next < samples.Count && samples[next].At <= at) next++;
            curve.Add(new HopperSample(at, samples[Math.Max(0, next - 1)].Percent));
        }

        return curve;
    }

    /// <summary>Whether a curve of that length goes by days.</summary>
    public static bool IsOfDays(TimeSpan length) => length > s_fewDays;
}
