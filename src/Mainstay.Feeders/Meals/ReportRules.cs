using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Notices;

namespace Mainstay.Feeders.Meals;

/// <summary>What a feeder says of a meal. In any order and any number of times, the highest revision is the truth.</summary>
internal static class ReportRules
{
    // Of what was given longer ago than this only the history speaks: an owner is not told today that a meal of last week was late.
    private static readonly TimeSpan s_news = TimeSpan.FromHours(24);

    public static Decision<FeederEvent> Decide(Feeder feeder, MealLine line, Context context)
    {
        // Of the time before this owner had it: another's matter.
        if (line.Due < feeder.ReportsFrom) return Decision<FeederEvent>.Nothing;
        var known = RecentLines.Find(feeder.Lines, line.OccurrenceId);
        if (known?.Revision >= line.Revision) return Decision<FeederEvent>.Nothing;
        var awaited = IsAwaited(feeder.Awaited, line) ? Silence.After(feeder, line.Due.AddTicks(-1), line.OccurrenceId) : null;
        var events = new List<FeederEvent>(4) { new FeederEvent.MealReported(line, awaited) };
        if (!RecentLines.IsBeyond(feeder.Lines, line)) AddNews(feeder, known, line, context, events);
        NoticeRules.Heard(feeder, context, events);
        return events.Count == 1 ? events[0] : events.ToArray();
    }

    private static bool IsAwaited(Awaited awaited, MealLine line) => line.Origin == MealOrigin.Schedule && awaited.Next == line.Due;

    private static void AddNews(Feeder feeder, MealLine? known, MealLine line, Context context, List<FeederEvent> events)
    {
        var (kind, isNewest) = (KindOf(line), IsNewest(feeder, line));
        if (kind is not null && KindOf(known) != kind && line.Due > context.At - s_news) events.Add(NoticeRules.Of(feeder, kind, line.Due, line.OccurrenceId, context.At));
        if (!isNewest) return;
        NoticeRules.Set(feeder, NoticeKinds.Jammed, line.Standing == MealStanding.Jammed, line.EndedAt ?? line.Due, events);
        NoticeRules.Set(feeder, NoticeKinds.Missed, line.Standing == MealStanding.Missed, line.Due, events);
    }

    private static string? KindOf(MealLine? line) => line?.Standing switch
    {
        MealStanding.Missed => NoticeKinds.Missed,
        MealStanding.Jammed => NoticeKinds.Jammed,
        MealStanding.Partly => NoticeKinds.Partly,
        _ => null,
    };

    /// <summary>Nothing that was due later is known: it says how the feeder is now. What was left out says nothing.</summary>
    private static bool IsNewest(Feeder feeder, MealLine line) =>
        line.Standing != MealStanding.Skipped && !feeder.Lines.Any(other => other.Due > line.Due && !RecentLines.IsAhead(other) && other.Standing is not (MealStanding.Skipped or MealStanding.Unreported));
}
