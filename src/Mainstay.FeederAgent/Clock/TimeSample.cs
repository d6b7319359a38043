using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>Where a time came from.</summary>
internal enum TimeSource
{
    /// <summary>A time server on the network, unauthenticated.</summary>
    Ntp,

    /// <summary>The server that the feeder reports to, over its authenticated connection.</summary>
    Server,

    /// <summary>A person's phone or computer on the feeder's own page.</summary>
    Person,
}

/// <summary>One time that a source gave.</summary>
/// <param name="Name">Which one of its kind, such as the address of a time server: two with different names confirm each other.</param>
/// <param name="Error">How far off it may be by the way it came.</param>
internal sealed record TimeSample(TimeSource Source, string Name, Instant Time, Duration Error);
