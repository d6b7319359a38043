using NodaTime;

namespace Mainstay.FeederAgent.Meals;

/// <summary>One line of the ledger: a meal, and what is known to have been given of it.</summary>
internal sealed record Entry
{
    /// <summary>&lt;mealId&gt;/&lt;local date&gt;, command/&lt;commandId&gt; or button/&lt;number&gt;.</summary>
    public required string OccurrenceId { get; init; }
    public required MealSource Source { get; init; }
    public required MealState State { get; init; }

    /// <summary>When it was to come; for commands and the button, when it was asked for.</summary>
    public required Instant Due { get; init; }

    /// <summary>Of a command: after this it is not begun any more.</summary>
    public Instant? ExpiresAt { get; init; }
    public required int Asked { get; init; }

    /// <summary>Portions that are known to have dropped.</summary>
    public int Given { get; init; }

    /// <summary>Portions that may have dropped or not, and that the owner's rule takes as given.</summary>
    public int Doubtful { get; init; }

    /// <summary>The motor may have been started for one more portion, and nothing is known of it yet. On disk before it starts.</summary>
    public bool InFlight { get; init; }

    /// <summary>The wheel's counter before the portion in flight, where the hardware has one that survives a power cut.</summary>
    public long? CounterBefore { get; init; }

    /// <summary>The bowl's weight before the portion in flight, where there is a scale.</summary>
    public double? BowlBefore { get; init; }
    public Instant? StartedAt { get; init; }
    public Instant? EndedAt { get; init; }

    /// <summary>False when the clock was not known at the start: <see cref="StartedAt"/> is then a lower bound, and is put right once the clock is known.</summary>
    public bool ClockKnown { get; init; } = true;

    /// <summary>Which run of the machine it was started in.</summary>
    public string? Boot { get; init; }

    /// <summary>By the scale, where there is one.</summary>
    public double? Grams { get; init; }
    public string? Pet { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string? Reason { get; init; }
    public long PlanVersion { get; init; }

    /// <summary>Counts what the server has to hear of this entry, from 1.</summary>
    public int Revision { get; init; }

    /// <summary>The last revision that the server has taken.</summary>
    public int Acknowledged { get; init; }

    public bool IsFinal => State is not (MealState.Due or MealState.Started);

    /// <summary>What counts against the daily maximum: what dropped, may have dropped, or may be dropping.</summary>
    public int Counted => Given + Doubtful + (InFlight ? 1 : 0);

    /// <summary>Whether the server has not heard all of it.</summary>
    public bool IsUnreported => IsFinal && Acknowledged < Revision;
}
