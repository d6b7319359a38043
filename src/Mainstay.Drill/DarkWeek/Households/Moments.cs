using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>When trouble comes: half of the times while a meal is being given, else at any moment; and none once it is calm.</summary>
/// <param name="due">The household's meals.</param>
/// <param name="calm">From when on there is none.</param>
/// <param name="hours">How far apart troubles are, on the average.</param>
internal sealed class Moments(Household household, IReadOnlyList<DueMeal> due, Instant calm, int hours)
{
    private static readonly Duration s_after = Duration.FromMinutes(125);
    private static readonly Duration s_before = Duration.FromMinutes(5);

    /// <summary>Nothing was due for two hours, and nothing is for five minutes.</summary>
    public bool IsQuiet => !due.Any(meal => meal.Due > household.Now - s_after && meal.Due < household.Now + s_before);

    /// <returns>False: no more.</returns>
    public async Task<bool> NextAsync()
    {
        var at = household.Now + Duration.FromMinutes(household.Random.Next(10, hours * 120));
        if (household.Coin() && due.FirstOrDefault(meal => meal.Due > at) is { } next) at = next.Due + Duration.FromMilliseconds(household.Random.Next(0, 12_000));
        if (at >= calm) return false;
        await household.WaitAsync(at - household.Now);
        return household.Now < calm;
    }
}
