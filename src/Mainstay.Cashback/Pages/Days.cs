using Mainstay.Web;

namespace Mainstay.Cashback.Pages;

/// <summary>Days in words.</summary>
internal static class Days
{
    /// <summary>The beginning of a day: "tomorrow, 9 December, 00:00"; one that has begun is just named.</summary>
    public static string From(DateOnly day, DateOnly today) =>
        day <= today ? Format.Date(day)
        : day == today.AddDays(1) ? Words.T["day.tomorrow", Format.DayAndMonth(day)]
        : Words.T["day.later", Format.Date(day)];

    /// <summary>"12 days left", "Today is the last day".</summary>
    public static string Left(DateOnly last, DateOnly today) =>
        last == today ? Words.T["day.last"] : Words.T.Count("day.left", last.DayNumber - today.DayNumber);
}
