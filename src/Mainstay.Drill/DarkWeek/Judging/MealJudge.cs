using Mainstay.Drill.DarkWeek.Households;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>
/// Holds what truly dropped against what was due. Portions belong to a meal by when they dropped. Only where the feeder's clock was seen to be off is a portion taken for the meal that was open in the ledger: by the
/// time alone it could not be known which one it was meant for.
/// </summary>
internal sealed class MealJudge(WeekShape shape, Household household, IReadOnlyList<DueMeal> meals, List<Finding> findings)
{
    private static readonly Duration s_early = Duration.FromMinutes(2);
    private static readonly Duration s_asked = Duration.FromMinutes(3);

    private readonly Dictionary<string, int> _dropped = new(StringComparer.Ordinal);
    private readonly Reasons _reasons = new(household);

    public MealCount Judge()
    {
        var isClockSound = !household.Of(TroubleKind.ClockOff).Any();
        var doubled = isClockSound ? CountByTime() : CountByLine();
        return meals.Where(meal => meal.Due >= shape.Start && meal.Due <= shape.Counted).Aggregate(MealCount.None with { Doubled = doubled }, (count, meal) => count + Judge(meal));
    }

    private MealCount Judge(DueMeal meal)
    {
        var dropped = _dropped.GetValueOrDefault(meal.Id);
        if (dropped < meal.Portions) Say(meal, dropped == 0 ? "missed" : $"given {dropped} of {meal.Portions}", _reasons.Why(meal, dropped));
        if (dropped > meal.Portions) Say(meal, $"given {dropped} instead of {meal.Portions}", null);
        return new MealCount(1, dropped > 0 ? 1 : 0, dropped > 0 && dropped < meal.Portions ? 1 : 0, dropped == 0 ? 1 : 0, dropped > meal.Portions ? 1 : 0);
    }

    /// <returns>How often a command or the button gave more than was asked for.</returns>
    private int CountByTime()
    {
        var drops = household.Home.DroppedAt.ToList();
        var doubled = 0;
        foreach (var asked in household.Asked)
        {
            var given = drops.RemoveAll(drop => drop >= asked.At && drop <= asked.At + s_asked);
            if (given <= asked.Portions) continue;
            doubled++;
            findings.Add(new Finding(household.Id, $"asked for {asked.Portions} at {asked.At.Text()}, given {given}", null));
        }

        foreach (var drop in drops) CountAt(drop);
        return doubled;
    }

    private void CountAt(Instant drop)
    {
        var meal = meals.LastOrDefault(meal => meal.Due - s_early <= drop);
        if (meal is null || drop > household.Plan.LatestDrop(meal)) findings.Add(new Finding(household.Id, $"a portion dropped at {drop.Text()}, when nothing was due", null));
        else _dropped[meal.Id] = _dropped.GetValueOrDefault(meal.Id) + 1;
    }

    private int CountByLine()
    {
        foreach (var (line, dropped) in household.Home.Drops) _dropped[line] = dropped;
        // What was asked for at the feeder or on the page is held against its line by whoever looks at the ledger.
        return 0;
    }

    private void Say(DueMeal meal, string what, string? why) => findings.Add(new Finding(household.Id, $"{meal.Id}, due {meal.Due.Local(household.Plan.Zone!)} in {household.Plan.Zone}, {what}", why));
}
