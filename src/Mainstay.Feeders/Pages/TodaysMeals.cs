using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Meals;
using Mainstay.Web;
using Mainstay.Web.Components;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Pages;

/// <summary>Today as a line: what was given, what the feeder has said nothing of, and what is to come by the plan that it follows.</summary>
internal static class TodaysMeals
{
    public static IReadOnlyList<DaySpan> Of(Feeder feeder, DateTimeZone zone, DateTimeOffset now)
    {
        var today = now.ToInstant().InZone(zone).Date;
        var pets = feeder.Wished.Pets?.Reveal();
        var said = feeder.Lines.Where(line => line.Due.ToInstant().InZone(zone).Date == today).Select(line => (line.Due, Span: Said(FeederShow.Of(line, pets), zone)));
        var planned = Planned(feeder, zone, today).Select(occurrence => (Due: occurrence.Due.ToDateTimeOffset(), Span: Awaited(occurrence, pets?.Of(occurrence.Meal.MealId), zone, now)));
        return [.. said.Concat(planned).OrderBy(meal => meal.Due).Select(meal => meal.Span)];
    }

    private static IEnumerable<Occurrence> Planned(Feeder feeder, DateTimeZone zone, LocalDate today)
    {
        if (!feeder.PlanInForce.HasMeals) return [];
        var (begins, ends) = (Dates.BeginningOf(today, zone), Dates.BeginningOf(today.PlusDays(1), zone));
        return Silence.Owed(feeder.PlanInForce.ToPlan(), begins - Duration.Epsilon, ends - Duration.Epsilon).Where(occurrence => RecentLines.Find(feeder.Lines, occurrence.Id) is null);
    }

    private static DaySpan Said(Api.OccurrenceItem meal, DateTimeZone zone) =>
        new(TimeOf(meal.StartedAt ?? meal.Due, zone), null, ShownFeeder.StateOf(meal) + ShownFeeder.Grams(meal) + ShownFeeder.For(meal.Pet) + From(meal.Source), ShownFeeder.ToneOf(meal.State));

    private static string From(string source) => source == "schedule" ? "" : " · " + Words.T["source." + source];

    /// <summary>A report needs a moment: a meal whose time has just come is still one that is to come.</summary>
    private static DaySpan Awaited(Occurrence meal, string? pet, DateTimeZone zone, DateTimeOffset now)
    {
        var (due, what) = (meal.Due.ToDateTimeOffset(), Words.T.Count("portions", meal.Meal.Portions) + ShownFeeder.For(pet));
        return due + Silence.ReportsWithin < now ? new DaySpan(TimeOf(due, zone), null, what + " · " + Words.T["meal.due"], Tone.Waiting) : new DaySpan(TimeOf(due, zone), null, what);
    }

    private static TimeOnly TimeOf(DateTimeOffset at, DateTimeZone zone) => TimeOnly.FromDateTime(at.ToInstant().InZone(zone).ToDateTimeUnspecified());
}
