using NodaTime;
using NodaTime.TimeZones;

namespace Mainstay.FeederProtocol;

/// <summary>One meal on one date. It is named by these, not by an instant: whatever clocks and zones do, it is the same occurrence.</summary>
/// <param name="Due">When it comes on the zone's clock.</param>
public sealed record Occurrence(Meal Meal, LocalDate Date, Instant Due)
{
    /// <summary>Before the slash of an occurrence that a command asked for, with the command's id after it.</summary>
    public const string CommandPrefix = "command";

    /// <summary>Before the slash of an occurrence that somebody at the feeder asked for with its button.</summary>
    public const string ButtonPrefix = "button";

    /// <summary>&lt;mealId&gt;/&lt;local date&gt;.</summary>
    public string Id { get; } = IdOf(Meal.MealId, Date);

    public static string IdOf(string mealId, LocalDate date) => mealId + "/" + Dates.Write(date);

    public static string OfCommand(string commandId) => CommandPrefix + "/" + commandId;
}

/// <summary>Which occurrences a plan has.</summary>
public static class Occurrences
{
    // A local time that a change of the clock leaves out comes at the first valid moment after it; one that comes twice is meant the first time.
    private static readonly ZoneLocalMappingResolver s_resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>Those due after the first and up to the second instant, in the order in which they come.</summary>
    public static IEnumerable<Occurrence> Between(Plan plan, Instant after, Instant until) => After(plan, after, until).Where(occurrence => occurrence.Due <= until);

    /// <summary>The first one due after an instant, if there is one within the next eight days.</summary>
    public static Occurrence? Next(Plan plan, Instant after) => After(plan, after, after + Duration.FromDays(8)).FirstOrDefault();

    private static IEnumerable<Occurrence> After(Plan plan, Instant after, Instant until)
    {
        if (plan.Meals.IsEmpty) yield break;
        // A zone that jumps over a whole date puts that date's meals at the beginning of the next.
        var last = plan.DateOf(until);
        for (var date = plan.DateOf(after).PlusDays(-1); date <= last; date = date.PlusDays(1))
            foreach (var occurrence in On(plan, date).Where(occurrence => occurrence.Due > after)) yield return occurrence;
    }

    private static IEnumerable<Occurrence> On(Plan plan, LocalDate date) => plan.Meals
        .Where(meal => meal.IsOn(date.DayOfWeek))
        .Select(meal => new Occurrence(meal, date, plan.Zone.ResolveLocal(date + meal.Time, s_resolver).ToInstant()))
        .OrderBy(occurrence => occurrence.Due);
}
