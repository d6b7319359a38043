using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Notices;
using Mainstay.FeederProtocol;

namespace Mainstay.Feeders.Meals;

/// <summary>A report has not come. That is an event: the owners hear of it, with the truth.</summary>
internal static class SilenceRules
{
    // A feeder that comes back after a month has its own account of each meal; the server need not make one up.
    private const int MostAtOnce = 16;

    public static Decision<FeederEvent> Look(Feeder feeder, Context context)
    {
        if (!feeder.Exists || feeder.Awaited.LookAt is null) return Decision<FeederEvent>.Nothing;
        var heardAgain = context.RunningSince + Silence.ComesBackWithin + Silence.SpreadOf(feeder.DeviceId!);
        // The server itself was away: whoever was not heard meanwhile is not to blame.
        if (heardAgain > context.At) return new FeederEvent.AwaitedMoved(feeder.Awaited with { LookAt = heardAgain });
        var until = context.At - Silence.ReportsWithin;
        var lines = Unreported(feeder, until);
        var awaited = Silence.After(feeder with { Lines = RecentLines.With(feeder.Lines, lines) }, until);
        if (lines.IsEmpty) return new FeederEvent.AwaitedMoved(Moved(awaited, feeder.Awaited));
        return Told(feeder, lines, awaited, context);
    }

    private static ImmutableArray<MealLine> Unreported(Feeder feeder, DateTimeOffset until) =>
        [.. Silence.Unsaid(feeder, until).TakeLast(MostAtOnce).Select(occurrence => Line(occurrence, feeder.PlanInForce.Version))];

    /// <summary>Once when it begins; while it lasts, the page says since when.</summary>
    private static Decision<FeederEvent> Told(Feeder feeder, ImmutableArray<MealLine> lines, Awaited awaited, Context context)
    {
        var stored = new FeederEvent.MealsUnreported(lines, awaited);
        if (feeder.Alarms.Any(alarm => alarm.Kind == NoticeKinds.Unreported)) return stored;
        var first = lines[0];
        return new FeederEvent[]
        {
            stored,
            new FeederEvent.AlarmRaised(NoticeKinds.Unreported, first.Due),
            NoticeRules.Of(feeder, NoticeKinds.Unreported, first.Due, first.OccurrenceId, context.At),
        };
    }

    private static MealLine Line(Occurrence occurrence, long planVersion) => new(
        occurrence.Id, 0, MealStanding.Unreported, MealOrigin.Schedule, occurrence.Due.ToDateTimeOffset(), occurrence.Meal.Portions, 0, 0, null, null, null, null,
        IsClockKnown: true, planVersion, null);

    // A tick must move its instant, even when the zone's rules have changed under it.
    private static Awaited Moved(Awaited next, Awaited before) => next.LookAt == before.LookAt ? next with { LookAt = before.LookAt + Silence.ReportsWithin } : next;
}
