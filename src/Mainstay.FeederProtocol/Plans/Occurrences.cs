using NodaTime;

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
    /// <summary>Those due after the first and up to the second instant, in the order in which they come.</summary>
    public static IEnumerable<Occurrence> Between(Plan plan, Instant after, Instant until) => After(plan, after, until).Where(occurrence => occurrence.Due <= until);

    /// <summary>The first one due after an instant, if there is one within the next eight days.</summary>
    public static Occurrence? Next(Plan plan, Instant after) => After(plan, after, after + Duration.FromDays(8)).FirstOrDefault();

    private static IEnumerable<Occurrence> After(Plan plan, Instant after, Instant until)
    {
        if (plan.Meals.IsEmpty) yield break;
        // A zone that jumps over a whole date puts that date's meals at the beginning of the next.
        var last = plan.DateOf(until);
        var ofDate = new List<Occurrence>();
        for (var date = plan.DateOf(after).PlusDays(-1); date <= last; date = date.PlusDays(1))
        {
            ofDate.Clear();
            foreach (var meal in plan.Meals) AddOf(plan, meal, date, after, ofDate);
            foreach (var occurrence in ofDate) yield return occurrence;
        }
    }

    /// <summary>By when they are due; at the same time, as they stand in the plan.</summary>
    private static void AddOf(Plan plan, Meal meal, LocalDate date, Instant after, List<Occurrence> found)
    {
        if (!meal.IsOn(date.DayOfWeek)) return;
        var due = plan.Zone.ResolveLocal(date + meal.Time, Dates.Resolver).ToInstant();
        if (due <= after) return;
        var at = found.Count;
        while (at > 0 && found[at - 1].Due > due) at--;
        found.Insert(at, new Occurrence(meal, date, due));
    }
}
