using System.Globalization;
using Mainstay.FeederProtocol;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>A meal that is owed on a date.</summary>
/// <param name="NextDue">When the one after it is due.</param>
internal sealed record DueMeal(string Id, Instant Due, int Portions, Instant NextDue);

/// <summary>
/// What is due, reckoned apart from the feeders' own code and in another way: each minute is asked what the zone's clock shows, and a meal is due at the first that shows its time or a later one. So a time that is
/// left out comes right after the gap, and one that comes twice is meant the first time.
/// </summary>
internal sealed class DueMeals
{
    private readonly Dictionary<(string Zone, LocalDateTime At), Instant> _known = [];

    /// <summary>Those due from one instant to another, both included, in the order in which they come.</summary>
    public IReadOnlyList<DueMeal> Of(PlanDocument plan, Instant from, Instant to)
    {
        var zone = DateTimeZoneProviders.Tzdb[plan.Zone!];
        List<(string Id, Instant Due, int Portions)> all = [];
        var last = to.InZone(zone).Date.PlusDays(2);
        for (var date = from.InZone(zone).Date.PlusDays(-1); date <= last; date = date.PlusDays(1))
            foreach (var meal in plan.Meals!) all.Add(($"{meal!.MealId}/{LocalDatePattern.Iso.Format(date)}", FirstMinute(zone, date + TimeOf(meal)), meal.Portions!.Value));
        all.Sort((one, other) => one.Due.CompareTo(other.Due));
        return [.. all.Zip(all.Skip(1), (meal, next) => new DueMeal(meal.Id, meal.Due, meal.Portions, next.Due)).Where(meal => meal.Due >= from && meal.Due <= to)];
    }

    private static LocalTime TimeOf(MealDocument meal) => LocalTime.FromTimeOnly(TimeOnly.ParseExact(meal.Time!, "HH:mm", CultureInfo.InvariantCulture));

    private Instant FirstMinute(DateTimeZone zone, LocalDateTime shown)
    {
        if (_known.TryGetValue((zone.Id, shown), out var known)) return known;
        var minute = shown.InUtc().ToInstant() - Duration.FromHours(15);
        while (minute.InZone(zone).LocalDateTime < shown) minute += Duration.FromMinutes(1);
        return _known[(zone.Id, shown)] = minute;
    }
}
