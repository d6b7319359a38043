using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>A time that contradicts the clock and waits to be confirmed.</summary>
internal sealed record Suspect(TimeSample Sample, Duration Uptime);

/// <summary>A feeder's clock: a time at a moment of the machine's uptime, from which it runs on. The system's own clock has no part in it, so nobody's setting it moves a meal.</summary>
/// <param name="Anchor">The time at <paramref name="Uptime"/>.</param>
/// <param name="IsKnown">False: the true time is the clock's or later.</param>
/// <param name="Bound">How far off the anchor may be.</param>
/// <param name="HeardAt">When a source was last believed, on this clock; null since it is unknown.</param>
internal sealed record ClockState(Instant Anchor, Duration Uptime, bool IsKnown, Duration Bound, Instant? HeardAt, Suspect? Suspect = null)
{
    /// <summary>What a quartz without temperature control may gain or lose: 100 millionths, 8.64 s a day.</summary>
    private const double Drift = 100e-6;

    // Past this nothing that the bound says would keep a meal in its grace.
    private static readonly Duration s_worthlessBound = Duration.FromMinutes(30);
    private static readonly Duration s_lately = Duration.FromHours(3);

    public ClockReading Read(Duration uptime)
    {
        var passed = uptime - Uptime;
        var (now, bound) = (Anchor + passed, Bound + passed * Drift);
        if (!IsKnown || bound > s_worthlessBound) return new ClockReading(now, ClockQuality.Unknown, bound);
        return new ClockReading(now, HeardAt is { } heard && now - heard <= s_lately ? ClockQuality.Synchronised : ClockQuality.HeldOver, bound);
    }
}

/// <summary>What the ledger keeps of the clock, at least each minute.</summary>
/// <param name="Time">The last known time, which is also a floor: the clock does not begin before it.</param>
internal sealed record ClockRecord(string Boot, Duration Uptime, Instant Time, bool IsKnown, Duration Bound, Instant? HeardAt);
