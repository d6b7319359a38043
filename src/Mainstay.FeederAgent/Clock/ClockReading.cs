using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>How well a feeder knows the time.</summary>
internal enum ClockQuality
{
    /// <summary>It runs on from the last known time; the true time is this or later.</summary>
    Unknown,

    /// <summary>No source for a while; within the bound.</summary>
    HeldOver,

    /// <summary>A source was heard lately.</summary>
    Synchronised,
}

/// <summary>The time, and how well it is known.</summary>
/// <param name="Bound">How far off it may be; meaningless when unknown.</param>
internal readonly record struct ClockReading(Instant Now, ClockQuality Quality, Duration Bound)
{
    public bool IsKnown => Quality != ClockQuality.Unknown;
}
