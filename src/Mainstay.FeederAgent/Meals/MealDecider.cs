using Mainstay.FeederAgent.Clock;
using NodaTime;

namespace Mainstay.FeederAgent.Meals;

/// <summary>
/// What is to be done now, from the plan, the ledger and the clock alone. Each occurrence is given once: what has a line in the ledger is not begun again, whatever the clock says later. While the clock
/// is not known it runs on from the last known time, so that meals come at the plan's own intervals, late by as long as the power was away, and never too often.
/// </summary>
internal static class MealDecider
{
    /// <summary>How far back meals are looked for that nobody gave; a feeder that was in a cupboard for longer does not report each of them.</summary>
    public static readonly Duration LooksBack = Duration.FromDays(14);

    public static Step Next(AdoptedPlan adopted, LedgerView ledger, ClockReading clock)
    {
        if (ledger.Open is { } open) return GoOn(adopted.Plan, open, ledger, clock);
        if (ledger.Waiting is [var first, ..]) return BeginAsked(adopted.Plan, ledger.Entries[first], ledger, clock);
        return Overdue(adopted, ledger, clock.Now).FirstOrDefault() is { } occurrence
            ? BeginPlanned(adopted, occurrence, ledger, clock)
            : new Step.Wait(Occurrences.Next(adopted.Plan, clock.Now)?.Due);
    }

    /// <summary>Portions that may still be given on the clock's date.</summary>
    public static int LeftToday(Plan plan, LedgerView ledger, ClockReading clock) => LeftOn(plan, ledger, clock.Now);

    private static int LeftOn(Plan plan, LedgerView ledger, Instant at) => Math.Max(0, plan.DailyMaximum - ledger.CountedOn(plan.DateOf(at), plan.Zone));

    /// <summary>What is due and has no line in the ledger, oldest first.</summary>
    private static IEnumerable<Occurrence> Overdue(AdoptedPlan adopted, LedgerView ledger, Instant now) =>
        Occurrences.Between(adopted.Plan, now - LooksBack, now).Where(occurrence => adopted.KnownSince[occurrence.Meal.MealId] <= occurrence.Due && !IsClosed(ledger.Find(occurrence.Id), now));

    /// <summary>
    /// A line closes an occurrence for good, with one exception: a meal that was written off as missed, with the motor untouched, by a clock that has since been found to be ahead, so that its time is still
    /// to come. It is given then, for the first time.
    /// </summary>
    private static bool IsClosed(Entry? entry, Instant now) => entry is not null && !(entry is { State: MealState.Missed, StartedAt: null } && entry.EndedAt > now);

    private static Step BeginPlanned(AdoptedPlan adopted, Occurrence occurrence, LedgerView ledger, ClockReading clock)
    {
        var (plan, due) = (adopted.Plan, occurrence.Due);
        var entry = Line(occurrence, plan, ledger.Find(occurrence.Id));
        if (plan.Skips.Contains(new Skip(occurrence.Meal.MealId, occurrence.Date))) return End(entry, MealState.Skipped, Reasons.SkippedByOwner, clock);
        if (plan.Pauses.Any(pause => pause.Covers(due))) return End(entry, MealState.Skipped, Reasons.Paused, clock);
        if (clock.Now > due + plan.Grace && !IsCaughtUp(adopted, occurrence, ledger, clock.Now)) return End(entry, MealState.Missed, Reasons.TooLate, clock);
        if (LeftToday(plan, ledger, clock) == 0) return End(entry, MealState.Missed, Reasons.DailyMaximum, clock);
        return Begin(entry, clock);
    }

    /// <summary>Only the last one that was missed is caught up with, and not when the next one is about to come.</summary>
    private static bool IsCaughtUp(AdoptedPlan adopted, Occurrence occurrence, LedgerView ledger, Instant now) =>
        adopted.Plan.Missed == MissedPolicy.CatchUp
        && Overdue(adopted, ledger, now).All(other => other.Due <= occurrence.Due)
        && !WasFedSince(ledger, occurrence.Due)
        && !(Occurrences.Next(adopted.Plan, now)?.Due - now <= adopted.Plan.Grace);

    private static bool WasFedSince(LedgerView ledger, Instant due) => ledger.Entries.Values.Any(entry => entry.Source == MealSource.Schedule && entry.Due > due && entry.StartedAt is not null);

    private static Step BeginAsked(Plan plan, Entry entry, LedgerView ledger, ClockReading clock)
    {
        if (entry.ExpiresAt < clock.Now) return End(entry, MealState.Missed, Reasons.Expired, clock);
        if (LeftToday(plan, ledger, clock) < entry.Asked) return End(entry, MealState.Missed, Reasons.DailyMaximum, clock);
        return Begin(entry, clock);
    }

    private static Step GoOn(Plan plan, Entry open, LedgerView ledger, ClockReading clock)
    {
        if (open.InFlight) return new Step.Clarify(open);
        if (open.Given + open.Doubtful >= open.Asked) return EndTurned(open, clock);
        // A meal that was cut off before midnight counts against the date on which it was begun, also what comes of it after.
        if (LeftOn(plan, ledger, open.StartedAt ?? clock.Now) == 0) return End(open, MealState.Partly, Reasons.DailyMaximum, clock);
        if (clock.Now > LatestFor(plan, open)) return End(open, MealState.Partly, Reasons.PowerCut, clock);
        return new Step.GivePortion(open);
    }

    /// <summary>The wheel has turned for all portions; whether all of them dropped is another matter.</summary>
    private static Step.Close EndTurned(Entry open, ClockReading clock)
    {
        var reason = open.Doubtful > 0 ? Reasons.PowerCut : open.Reason;
        return End(open, reason is null ? MealState.Done : MealState.Partly, reason, clock);
    }

    /// <summary>The rest of a meal that was cut off is given within the grace, counted from its start.</summary>
    private static Instant LatestFor(Plan plan, Entry open) => Instant.Max(open.Due, open.StartedAt ?? open.Due) + Duration.Max(plan.Grace, Duration.FromMinutes(10));

    private static Entry Line(Occurrence occurrence, Plan plan, Entry? withdrawn) => new()
    {
        OccurrenceId = occurrence.Id,
        Source = MealSource.Schedule,
        State = MealState.Due,
        Due = occurrence.Due,
        Asked = occurrence.Meal.Portions,
        Pet = occurrence.Meal.Pet,
        PlanVersion = plan.Version,
        Revision = withdrawn?.Revision ?? 0,
        Acknowledged = withdrawn?.Acknowledged ?? 0,
    };

    private static Step.Begin Begin(Entry entry, ClockReading clock) => new(entry with { State = MealState.Started, StartedAt = clock.Now, ClockKnown = clock.IsKnown });

    private static Step.Close End(Entry entry, MealState state, string? reason, ClockReading clock) =>
        new(entry with { State = state, Reason = reason, EndedAt = clock.Now, ClockKnown = entry.ClockKnown && clock.IsKnown, Revision = entry.Revision + 1 });
}
