using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>What was done to a household.</summary>
internal enum TroubleKind
{
    /// <summary>The power was away.</summary>
    Dark,

    /// <summary>The program was killed and started again.</summary>
    Killed,

    /// <summary>The wheel was stuck.</summary>
    Jammed,

    /// <summary>There was no food in the hopper.</summary>
    Empty,

    /// <summary>The clock chip lost the time, or went wrong.</summary>
    Chip,

    /// <summary>No time server could be reached, or the one that could lied.</summary>
    TimeSource,

    /// <summary>The house had no way to the server.</summary>
    NoWay,

    /// <summary>The feeder's clock was seen to be off by more than two minutes.</summary>
    ClockOff,
}

/// <summary>One trouble, from its beginning to its end.</summary>
internal sealed class Trouble(TroubleKind kind, Instant from)
{
    public TroubleKind Kind => kind;

    public Instant From => from;

    /// <summary>Null while it lasts.</summary>
    public Instant? To { get; set; }

    /// <summary>Of a clock: how far off it was at most, in either direction.</summary>
    public Duration Off { get; set; }

    /// <summary>Of a clock: it was seen to be ahead, so that it wrote off meals whose time was still to come.</summary>
    public bool WasAhead { get; set; }

    public Instant End => To ?? Instant.MaxValue;

    public bool Overlaps(Instant begin, Instant end) => from <= end && End >= begin;
}
