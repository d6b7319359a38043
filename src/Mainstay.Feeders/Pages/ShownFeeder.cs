using Mainstay.Feeders.Api;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Schedules;
using Mainstay.Web;
using Mainstay.Web.Components;
using NodaTime;

namespace Mainstay.Feeders.Pages;

/// <summary>A feeder on a page, with times on its own zone's clock.</summary>
public sealed class ShownFeeder
{
    private readonly DateTimeZone _zone;

    internal ShownFeeder(OwnFeeder own, FeederItem item, DateTimeOffset now)
    {
        (Own, Item, Now) = (own, item, now);
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(item.Zone) ?? DateTimeZone.Utc;
    }

    public bool IsOwner => Own.IsOwner;

    public string Path => $"{FeederPages.Path}/{Own.Id}";

    public string Name => Own.Feeder.Name?.Reveal() ?? Words.T["feeder.unnamed"];

    public bool IsOnline => Item.Connection.State == "online";

    public int? HopperPercent => Item.HopperPercent;

    public bool HasMeals => Own.Feeder.PlanInForce.HasMeals;

    public int LeftToday => Item.LeftToday;

    public int DailyMaximum => Own.Feeder.PlanInForce.DailyMaximum;

    internal OwnFeeder Own { get; }

    internal FeederItem Item { get; }

    internal DateTimeOffset Now { get; }

    /// <summary>Whether it is heard: "Online", or that it feeds by itself and when it was heard last.</summary>
    public string Contact => IsOnline ? Words.T["contact.online"]
        : Item.Connection.LastHeardAt is { } heard ? Words.T["contact.offline", When(heard)]
        : Words.T["contact.never"];

    public string NextMeal => Item.NextMeal is { } next ? Words.T["meal.next", When(next.At), Words.T.Count("portions", next.Portions)] + For(next.Pet) : Words.T["meal.none"];

    public string? LastMeal => Item.LastMeal is { } last ? $"{When(last.Due)} · {StateOf(last)}{Grams(last)}" : null;

    public DateTimeOffset Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).ToDateTimeOffset();

    public string TimeAt(DateTimeOffset at) => Format.Time(TimeOnly.FromDateTime(Local(at).DateTime));

    /// <summary>What is said of it, behind the day when that is not today.</summary>
    public string OnDay(DateTimeOffset at, string said) => DayOf(at) is { } day ? $"{day} · {said}" : said;

    /// <summary>Today's times alone, others with their day.</summary>
    public string When(DateTimeOffset at) => DayOf(at) is { } day ? Words.T["when.day", day, TimeAt(at)] : TimeAt(at);

    /// <summary>Null for today.</summary>
    private string? DayOf(DateTimeOffset at)
    {
        var (day, today) = (Local(at).Date, Local(Now).Date);
        if (day == today) return null;
        if (day == today.AddDays(1)) return Words.T["when.tomorrow"];
        return day == today.AddDays(-1) ? Words.T["when.yesterday"] : Format.ShortDate(DateOnly.FromDateTime(day));
    }

    /// <summary>What is said where the feeder follows another plan than the one that is wished; null where it does not.</summary>
    public string? PlanDiffers
    {
        get
        {
            var (wished, followed) = (Own.Feeder.Wished, Own.Feeder.Followed);
            if (!Item.Plan.Differs) return null;
            if (followed is null) return Words.T["plan.never"];
            if (!followed.Refused.IsEmpty) return Words.T["plan.refused"];
            if (followed.LocalRevision > 0 && followed.Version == wished.Plan.Version) return Words.T["plan.local", When(followed.At)];
            return followed.WishedAt is { } since ? Words.T["plan.old", When(since)] : Words.T["plan.other"];
        }
    }

    /// <summary>The truth about a silence; null while there is none.</summary>
    public string? Silence => Own.Feeder.Alarms.FirstOrDefault(alarm => alarm.Kind == Notices.NoticeKinds.Unreported) is { } silent
        ? Words.T["silence.text", When(silent.Since), PlanInWords]
        : null;

    /// <summary>Alarms beside the silence.</summary>
    public IReadOnlyList<(string Text, DateTimeOffset Since)> Alarms =>
        [.. Own.Feeder.Alarms.Where(alarm => alarm.Kind != Notices.NoticeKinds.Unreported).Select(alarm => (Words.T["alarm." + alarm.Kind], alarm.Since))];

    /// <summary>What a person should look at, in a few words; null while there is nothing.</summary>
    public string? Trouble => Own.Feeder.Alarms.Length == 0 ? null : Silence is not null ? Words.T["silence.title"] : Alarms[0].Text;

    /// <summary>Today's meals as a line.</summary>
    public IReadOnlyList<DaySpan> Today => TodaysMeals.Of(Own.Feeder, _zone, Now);

    /// <summary>What is wished for a day, as a line.</summary>
    public IReadOnlyList<DaySpan> Wished => [.. Meals(Own.Feeder.Wished.Plan).Select(meal => new DaySpan(TimeOf(meal), null, MealText(meal), Tone.Neutral))];

    /// <summary>Today's date at the feeder.</summary>
    public DateOnly Date => DateOnly.FromDateTime(Local(Now).Date);

    public TimeOnly NowLocal => TimeOnly.FromDateTime(Local(Now).DateTime);

    private string PlanInWords => HasMeals ? string.Join(", ", Meals(Own.Feeder.PlanInForce).Select(meal => Format.Time(TimeOf(meal)))) : Words.T["meal.none"];

    internal static string StateOf(OccurrenceItem item) => Words.T["meal." + item.State];

    internal static string Grams(OccurrenceItem item) =>
        item.State is "skipped" or "unreported" or "due" ? "" : " · " + (item.Grams is { } grams ? Words.T["grams", Format.Number(grams, 0)] : Words.T.Count("portions", item.PortionsGiven));

    internal static Tone ToneOf(string state) => state switch
    {
        "done" => Tone.Good,
        "partly" or "due" or "unreported" => Tone.Waiting,
        "missed" or "jammed" => Tone.Trouble,
        _ => Tone.Neutral,
    };

    private static IEnumerable<KeptMeal> Meals(KeptPlan plan) => plan.Meals.Where(meal => meal.Enabled && meal.Days != 0).OrderBy(meal => meal.Minute);

    private static TimeOnly TimeOf(KeptMeal meal) => new(meal.Minute / 60, meal.Minute % 60);

    private string MealText(KeptMeal meal) =>
        Words.T.Count("portions", meal.Portions) + For(Own.Feeder.Wished.Pets?.Reveal()?.Of(meal.MealId)) + (meal.Days == 127 ? "" : " · " + DaysText(meal.Days));

    internal static string DaysText(int days) => string.Join(" ", Enumerable.Range(0, 7).Where(day => (days & (1 << day)) != 0).Select(day => Words.T["day." + FeederProtocol.DayNames.All[day]]));

    internal static string For(string? pet) => pet is null ? "" : " · " + pet;
}
