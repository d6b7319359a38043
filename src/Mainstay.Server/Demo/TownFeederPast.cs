using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Server.Demo;

/// <summary>What the town's feeder is to give, and what it gave in the three weeks in which nobody looked: one dinner in a jam, one breakfast without power. The same for the same days.</summary>
internal static class TownFeederPast
{
    public const string Pet = "Micia";

    /// <summary>Of the versions of the plan, the first.</summary>
    public const long Version = 1;

    private const int Seed = 20200221;
    private const double GramsPerPortion = 10;
    private const double PercentPerPortion = 100 * GramsPerPortion / 3000;
    private const double HopperAtFirst = 71;
    private const double FilledBelow = 22;
    private const int DayOfJam = 6;
    private const int DayOfPowerCut = 13;

    private static readonly (string Id, LocalTime Time, int Portions)[] s_meals = [("breakfast", new(7, 0), 3), ("lunch", new(12, 30), 2), ("dinner", new(19, 15), 4)];

    public static PlanDocument Plan(string zone) => new()
    {
        Zone = zone,
        MissedPolicy = "skip",
        GraceMinutes = 60,
        DailyMaximumPortions = 40,
        Meals = [.. s_meals.Select(meal => new MealDocument { MealId = meal.Id, Time = $"{meal.Time:HH:mm}", Days = EveryDay, Portions = meal.Portions, Pet = Pet, Enabled = true })],
        Pauses = [],
        Skips = [],
    };

    /// <summary>The meals that were due between two instants, in order, with how full the hopper was afterwards.</summary>
    public static IEnumerable<(EventMessage Meal, int HopperPercent)> Meals(DateTimeZone zone, Instant from, Instant until)
    {
#pragma warning disable CA5394 // Made-up meals are no secret.
        var random = new Random(Seed);
        var hopper = HopperAtFirst;
        var first = from.InZone(zone).Date;
        for (var day = 0; first.PlusDays(day) <= until.InZone(zone).Date; day++)
        {
            foreach (var (id, time, portions) in s_meals)
            {
                var due = (first.PlusDays(day) + time).InZoneLeniently(zone).ToInstant();
                if (due <= from || due >= until) continue;
                var meal = Given(id, first.PlusDays(day), day, due, portions, random.NextDouble());
                if (hopper < FilledBelow) hopper = 100;
                hopper -= meal.PortionsGiven * PercentPerPortion;
                yield return (meal, (int)hopper);
            }
        }
#pragma warning restore CA5394
    }

    /// <summary>Monday first.</summary>
    public static string[] EveryDay => ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private static EventMessage Given(string id, LocalDate date, int day, Instant due, int portions, double chance)
    {
        // No two portions weigh the same.
        var (state, given, reason) = (day, id) switch
        {
            (DayOfJam, "dinner") => (MealState.Jammed, 1, null),
            (DayOfPowerCut, "breakfast") => (MealState.Missed, 0, Reasons.TooLate),
            _ => (MealState.Done, portions, (string?)null),
        };
        var ended = due + Duration.FromSeconds(4 + (3 * given));
        return new EventMessage(
            $"{id}/{date:uuuu-MM-dd}", 1, due, state, portions, given, null, given == 0 ? null : Math.Round(given * GramsPerPortion * (0.94 + (0.12 * chance)), 1),
            given == 0 ? null : due + Duration.FromSeconds(1), given == 0 ? null : ended, MealSource.Schedule, Pet, reason, ClockKnown: true, Version);
    }
}
