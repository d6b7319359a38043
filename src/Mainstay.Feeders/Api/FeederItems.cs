using Mainstay.FeederProtocol;

namespace Mainstay.Feeders.Api;

/// <summary>
/// occurrenceId: Of a scheduled meal its id and its date; command or button before the slash otherwise. state: due (its time has come), done, partly, missed, jammed, skipped, or unreported: the feeder has said
/// nothing. portionsDoubtful: Portions that may have dropped or not. reason: Why it was not given as asked for. clockKnown: false when the feeder did not know the time, and the times are lower bounds.
/// </summary>
internal sealed record OccurrenceItem(
    string OccurrenceId, DateTimeOffset Due, string State, int PortionsAsked, int PortionsGiven, int? PortionsDoubtful, double? Grams, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    DateTimeOffset? ReportedAt, string Source, string? Reason, string? Pet, int Revision, bool ClockKnown);

/// <summary>state: online or offline; a feeder that is offline feeds by itself.</summary>
internal sealed record ConnectionItem(string State, DateTimeOffset? LastHeardAt);

/// <summary>
/// desiredVersion: What the owners wish; 0 before they have said anything. reportedVersion: What the feeder says that it follows; null before it has said anything. changedAtFeeder: It was changed on the
/// feeder's own page since. differs: The feeder follows something else than what is wished. refused: What it cannot follow in what is wished, as field:code.
/// </summary>
internal sealed record PlanItem(long DesiredVersion, long? ReportedVersion, DateTimeOffset? DesiredAt, DateTimeOffset? ReportedAt, bool ChangedAtFeeder, bool Differs, IReadOnlyList<string> Refused);

internal sealed record NextMealItem(DateTimeOffset At, string OccurrenceId, string? Pet, int Portions);

/// <summary>kind: unreported (no report of a meal), missed, jammed, hopper-low, hopper-empty, battery-low or clock-unknown.</summary>
internal sealed record AlarmItem(string Kind, DateTimeOffset Since);

internal sealed record QuietHoursItem(string From, string To);

/// <summary>role: owner or sitter. leftToday: Portions until the day's maximum. clock: synchronised, held-over or unknown.</summary>
internal sealed record FeederItem(
    string FeederId, string DeviceId, string Name, string Role, ConnectionItem Connection, string Clock, string Zone, int? HopperPercent, string? Firmware, PlanItem Plan, NextMealItem? NextMeal,
    OccurrenceItem? LastMeal, int LeftToday, QuietHoursItem? QuietHours, IReadOnlyList<AlarmItem> Alarms);

internal sealed record ClaimRequest(string? Code = null);

internal sealed record ClaimedItem(string FeederId, string DeviceId, string Name);

/// <summary>name: 1 to 60 characters. zone: An IANA name. quietHours: Local times; null ends them.</summary>
internal sealed record DescribeRequest(string? Name = null, string? Zone = null, QuietHoursItem? QuietHours = null);

internal sealed record FeedRequest(int? Portions = null);

internal sealed record FeedAccepted(string CommandId, DateTimeOffset ExpiresAt);

/// <summary>state: sent, done, failed or expired.</summary>
internal sealed record CommandItem(string CommandId, string State, int Portions, DateTimeOffset At, DateTimeOffset ExpiresAt, string? Code, OccurrenceItem? Occurrence);

/// <summary>handle: Whom. until: Until when, at most a year ahead.</summary>
internal sealed record ShareRequest(string? Handle = null, DateTimeOffset? Until = null);

internal sealed record ShareItem(string? Handle, string? DisplayName, DateTimeOffset Until);

internal sealed record OwnerRequest(string? Handle = null);

internal sealed record OwnerItem(string? Handle, string? DisplayName);

/// <summary>code: The text that the next owner claims it with; until then everything stays as it is.</summary>
internal sealed record TransferItem(string Code, DateTimeOffset Until);

/// <summary>kind: What an alarm can be, or heard-again, partly, plan-refused, maker-reset. tellAt: When the owners hear of it: at once, or at the end of their quiet hours.</summary>
internal sealed record NoticeItem(string Kind, DateTimeOffset At, DateTimeOffset About, string? OccurrenceId, DateTimeOffset TellAt);

internal sealed record MealItem(string? MealId, string? Time, IReadOnlyList<string?>? Days, int? Portions, string? Pet, bool? Enabled);

internal sealed record PauseItem(string? From, string? To);

internal sealed record SkipItem(string? MealId, string? Date);

/// <summary>
/// version: Of what is wished. missedPolicy: skip or catch-up. interruptedPolicy: leave or finish, of a portion of which nobody knows whether it dropped. pauses: Two dates, both included, or two instants, the second
/// left out. skips: Single meals on single dates.
/// </summary>
internal sealed record ScheduleItem(
    long? Version = null, string? Zone = null, string? MissedPolicy = null, string? InterruptedPolicy = null, int? GraceMinutes = null, int? DailyMaximumPortions = null,
    IReadOnlyList<MealItem?>? Meals = null, IReadOnlyList<PauseItem?>? Pauses = null, IReadOnlyList<SkipItem?>? Skips = null)
{
    public static ScheduleItem Of(PlanDocument plan) => new(
        plan.Version, plan.Zone, plan.MissedPolicy, plan.InterruptedPolicy, plan.GraceMinutes, plan.DailyMaximumPortions,
        [.. (plan.Meals ?? []).Select(meal => meal is null ? null : new MealItem(meal.MealId, meal.Time, meal.Days, meal.Portions, meal.Pet, meal.Enabled))],
        [.. (plan.Pauses ?? []).Select(pause => pause is null ? null : new PauseItem(pause.From, pause.To))],
        [.. (plan.Skips ?? []).Select(skip => skip is null ? null : new SkipItem(skip.MealId, skip.Date))]);

    /// <summary>Its version is the server's matter.</summary>
    public PlanDocument ToDocument() => new()
    {
        Version = 0,
        Zone = Zone,
        MissedPolicy = MissedPolicy,
        InterruptedPolicy = InterruptedPolicy,
        GraceMinutes = GraceMinutes,
        DailyMaximumPortions = DailyMaximumPortions,
        Meals = Meals is null ? null : [.. Meals.Select(meal => meal is null ? null : new MealDocument { MealId = meal.MealId, Time = meal.Time, Days = meal.Days, Portions = meal.Portions, Pet = meal.Pet, Enabled = meal.Enabled })],
        Pauses = Pauses is null ? null : [.. Pauses.Select(pause => pause is null ? null : new PauseDocument { From = pause.From, To = pause.To })],
        Skips = Skips is null ? null : [.. Skips.Select(skip => skip is null ? null : new SkipDocument { MealId = skip.MealId, Date = skip.Date })],
    };
}
