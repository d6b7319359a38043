using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>One meal as the API writes an occurrence. On <c>event</c>, QoS 1, repeated until it is acknowledged on <c>event/ack</c>. The same revision may come any number of times and in any order; the highest is the truth.</summary>
/// <param name="OccurrenceId">See <see cref="Occurrence"/>.</param>
/// <param name="Revision">From 1; grows when something that was reported is put right.</param>
/// <param name="Due">When it was to come; for commands and the button, when it was asked for.</param>
/// <param name="State">Final ones only.</param>
/// <param name="PortionsDoubtful">Portions that may have dropped or not.</param>
/// <param name="Grams">By the scale, where there is one.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="ClockKnown">False: the times are lower bounds.</param>
/// <param name="PlanVersion">The plan that was followed.</param>
public sealed record EventMessage(
    string OccurrenceId,
    int Revision,
    Instant Due,
    MealState State,
    int PortionsAsked,
    int PortionsGiven,
    int? PortionsDoubtful,
    double? Grams,
    Instant? StartedAt,
    Instant? EndedAt,
    MealSource Source,
    string? Pet,
    string? Reason,
    bool ClockKnown = true,
    long PlanVersion = 0);

/// <summary>The server has taken a report. On <c>event/ack</c>, QoS 1.</summary>
public sealed record AckMessage(string? OccurrenceId, int? Revision);
