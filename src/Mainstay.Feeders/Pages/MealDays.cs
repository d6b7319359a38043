using Mainstay.Feeders.Api;

namespace Mainstay.Feeders.Pages;

/// <summary>The meals of one day.</summary>
internal sealed record MealDay(DateOnly Date, IReadOnlyList<OccurrenceItem> Meals)
{
    /// <summary>Null where something was given that no scale has weighed.</summary>
    public double? Grams => Meals.Any(meal => meal.PortionsGiven > 0 && meal.Grams is null) ? null : Meals.Sum(meal => meal.Grams ?? 0);

    public int Portions => Meals.Sum(meal => meal.PortionsGiven);

    /// <summary>Days before today, newest first, each in the order of its meals.</summary>
    public static IReadOnlyList<MealDay> Of(IEnumerable<OccurrenceItem> meals, Func<DateTimeOffset, DateTimeOffset> local, DateOnly today) =>
    [
        .. meals.GroupBy(meal => DateOnly.FromDateTime(local(meal.Due).DateTime))
            .Where(day => day.Key < today)
            .OrderByDescending(day => day.Key)
            .Select(day => new MealDay(day.Key, [.. day.OrderBy(meal => meal.Due)])),
    ];
}
