using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>Something that a person should look at.</summary>
/// <param name="Kind">jammed, hopper-empty, hopper-low or clock-unknown.</param>
public sealed record Alarm(string Kind, Instant? Since);

/// <param name="OccurrenceId">As it will be in the ledger.</param>
public sealed record NextMeal(string OccurrenceId, Instant At, int Portions, string? Pet);

/// <summary>How a feeder is, at one moment. On <c>telemetry</c>, when something in it but the time has changed.</summary>
/// <param name="Clock">synchronised, held-over or unknown.</param>
/// <param name="ClockBoundMs">How far off the clock may be; null when nobody knows.</param>
/// <param name="HopperPercent">Null where nothing measures it.</param>
/// <param name="Feeding">The occurrence that is being given.</param>
/// <param name="LeftToday">Portions until the daily maximum.</param>
public sealed record TelemetryMessage(
    Instant Now,
    string Clock,
    long? ClockBoundMs,
    string Zone,
    int? HopperPercent,
    string Firmware,
    long PlanVersion,
    int PlanLocalRevision,
    NextMeal? NextMeal,
    string? LastOccurrenceId,
    string? Feeding,
    int LeftToday,
    int UnreportedMeals,
    IReadOnlyList<Alarm> Alarms);
