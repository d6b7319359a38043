using System.Collections.Immutable;
using NodaTime;

namespace Mainstay.FeederAgent.Meals;

/// <summary>The plan that a feeder follows.</summary>
/// <param name="LocalRevision">How often it was changed on the feeder's own page since it came from the server; 0 as it came.</param>
/// <param name="AdoptedAt">When it was taken in, by the feeder's clock.</param>
/// <param name="KnownSince">For each meal, since when the feeder owes it: a meal that is added at noon for seven in the morning is not owed today.</param>
internal sealed record AdoptedPlan(Plan Plan, int LocalRevision, Instant AdoptedAt, ImmutableDictionary<string, Instant> KnownSince)
{
    public static readonly AdoptedPlan None = new(Plan.None, 0, Instant.MinValue, ImmutableDictionary<string, Instant>.Empty);

    /// <summary>Takes a plan in. A meal whose time, days and state stay as they were is owed as before, so that a change of something else loses none.</summary>
    public AdoptedPlan Follow(Plan next, int localRevision, Instant at)
    {
        var before = Plan.Meals.ToDictionary(meal => meal.MealId, StringComparer.Ordinal);
        var since = next.Meals.ToImmutableDictionary(
            meal => meal.MealId,
            meal => before.TryGetValue(meal.MealId, out var known) && IsSameTime(known, meal) ? KnownSince[meal.MealId] : at,
            StringComparer.Ordinal);
        return new AdoptedPlan(next, localRevision, at, since);
    }

    private static bool IsSameTime(Meal known, Meal meal) => known.Time == meal.Time && known.Days == meal.Days && known.Enabled == meal.Enabled;
}
