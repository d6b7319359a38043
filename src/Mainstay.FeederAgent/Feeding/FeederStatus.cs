using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>How a feeder is, at one moment.</summary>
internal static class FeederStatus
{
    private const int LowPercent = 15;

    public static TelemetryMessage Of(Feeder feeder, string firmware)
    {
        var (clock, view, adopted) = (feeder.Clock.Read(), feeder.View, feeder.Plan);
        return new TelemetryMessage(
            clock.Now,
            QualityWord(clock.Quality),
            clock.IsKnown ? (long)Math.Ceiling(clock.Bound.TotalMilliseconds) : null,
            adopted.Plan.Zone.Id,
            feeder.Hardware.HopperPercent,
            firmware,
            adopted.Plan.Version,
            adopted.LocalRevision,
            NextOf(adopted.Plan, view, clock.Now),
            Last(view)?.OccurrenceId,
            view.Open?.OccurrenceId,
            MealDecider.LeftToday(adopted.Plan, view, clock),
            view.Entries.Values.Count(entry => entry.IsUnreported),
            [.. AlarmsOf(feeder, view, clock)]);
    }

    public static string QualityWord(ClockQuality quality) => quality switch
    {
        ClockQuality.Synchronised => "synchronised",
        ClockQuality.HeldOver => "held-over",
        _ => "unknown",
    };

    /// <summary>The newest line that is final.</summary>
    public static Entry? Last(LedgerView view) => view.Entries.Values.Where(entry => entry.IsFinal).MaxBy(entry => entry.EndedAt ?? entry.Due);

    /// <summary>The next that will be given: neither skipped nor in a pause, within the coming week.</summary>
    private static NextMeal? NextOf(Plan plan, LedgerView view, Instant now) => Occurrences.Between(plan, now, now + Duration.FromDays(8))
        .Where(occurrence => view.Find(occurrence.Id) is null && !plan.Pauses.Any(pause => pause.Covers(occurrence.Due)) && !plan.Skips.Contains(new Skip(occurrence.Meal.MealId, occurrence.Date)))
        .Select(occurrence => new NextMeal(occurrence.Id, occurrence.Due, occurrence.Meal.Portions, occurrence.Meal.Pet))
        .FirstOrDefault();

    private static IEnumerable<Alarm> AlarmsOf(Feeder feeder, LedgerView view, ClockReading clock)
    {
        if (view.Entries.Values.Where(entry => entry is { IsFinal: true, StartedAt: not null }).MaxBy(entry => entry.EndedAt) is { State: MealState.Jammed } jammed) yield return new Alarm("jammed", jammed.EndedAt);
        if (feeder.Hardware.HopperPercent is 0) yield return new Alarm("hopper-empty", null);
        else if (feeder.Hardware.HopperPercent <= LowPercent) yield return new Alarm("hopper-low", null);
        if (!clock.IsKnown) yield return new Alarm("clock-unknown", null);
    }
}
