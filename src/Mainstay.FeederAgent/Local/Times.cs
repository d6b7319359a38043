using System.Globalization;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary>Times on the feeder's pages, on the clock of the plan's zone.</summary>
internal sealed class Times(Words words, Plan plan, Instant now)
{
    private static readonly int[] s_hours = [6, 12, 18];

    public string Time(Instant at) => at.InZone(plan.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"today", "tomorrow", "Tuesday 10/03"; beside a time that stands large.</summary>
    public string DayOf(Instant at)
    {
        var (date, today) = (plan.DateOf(at), plan.DateOf(now));
        if (date == today) return words["today-small"];
        if (date == today.PlusDays(1)) return words["tomorrow-small"];
        if (date == today.PlusDays(-1)) return words["yesterday-small"];
        return words["day." + DayNames.All[(int)date.DayOfWeek - 1]] + " " + date.ToString("dd'/'MM", CultureInfo.InvariantCulture);
    }

    /// <summary>"07:30", "tomorrow, 07:30", "Tuesday 10/03, 07:30".</summary>
    public string Of(Instant at)
    {
        var (date, today) = (plan.DateOf(at), plan.DateOf(now));
        if (date == today) return Time(at);
        if (date == today.PlusDays(1)) return words["tomorrow", Time(at)];
        if (date == today.PlusDays(-1)) return words["yesterday", Time(at)];
        return words["on-date", words["day." + DayNames.All[(int)date.DayOfWeek - 1]], date.ToString("dd'/'MM", CultureInfo.InvariantCulture), Time(at)];
    }

    /// <summary>A day from midnight to midnight with the meals on it, and the same as a list for those who cannot see it.</summary>
    public Html Day(string label)
    {
        var today = plan.Meals.Where(meal => meal.IsOn(plan.DateOf(now).DayOfWeek)).OrderBy(meal => meal.Time).ToList();
        var marks = Html.Join(today.Select(meal => Html.Of($"<circle cx=\"{Percent(meal.Time)}\" cy=\"20\" r=\"8\"/>")));
        var hours = Html.Join(s_hours.Select(hour => Html.Of($"<text x=\"{Percent(new LocalTime(hour, 0))}\" y=\"48\" text-anchor=\"middle\">{hour}:00</text>")));
        var nowAt = Percent(now.InZone(plan.Zone).TimeOfDay);
        return Html.Of($"""
            <figure class="day" aria-label="{label}"><svg width="100%" height="52" aria-hidden="true" focusable="false"><rect class="track" y="16" width="100%" height="8" rx="4"/>{marks}<line class="now" x1="{nowAt}" x2="{nowAt}" y1="4" y2="36"/>{hours}</svg>
            <ul>{Html.Join(today.Select(meal => Html.Of($"<li>{meal.Time.ToString("HH:mm", CultureInfo.InvariantCulture)} · {Portions(meal.Portions)}{(meal.Pet is null ? "" : " · " + meal.Pet)}</li>")))}</ul></figure>
            """);
    }

    public string Portions(int count) => words[count == 1 ? "portions.one" : "portions.many", count];

    private static string Percent(LocalTime time) => (time.NanosecondOfDay / 864e9).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
