using Mainstay.Web;

namespace Mainstay.Cashback.Pages;

/// <summary>Days in words.</summary>
internal static class Days
{
    /// <summary>From which day, after "count": "tomorrow, 9 December, 00:00", "du 9 décembre 2020 à 00:00"; one that has begun is just named.</summary>
    public static string From(DateOnly day, DateOnly today) =>
        day <= today ? Words.T["day.begun", Format.Date(day)]
        : day == today.AddDays(1) ? Words.T["day.tomorrow", Format.DayAndMonth(day)]
        : Words.T["day.later", Format.Date(day)];

    /// <summary>"8 December to 31 December 2020".</summary>
    public static string Range(DateOnly first, DateOnly last) =>
        Words.T["day.range", first.Year == last.Year ? Format.DayAndMonth(first) : Format.Date(first), Format.Date(last)];

    /// <summary>"12 days left", "Today is the last day".</summary>
    public static string Left(DateOnly last, DateOnly today) =>
        last == today ? Words.T["day.last"] : Words.T.Count("day.left", last.DayNumber - today.DayNumber);
}
