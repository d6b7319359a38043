using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Server;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Notices;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Holds what owners were told against what had truly happened: silence that was the server's own is nobody's, and any other is told within minutes.</summary>
internal sealed class NoticeJudge(WeekShape shape, SimulatedServer server, List<Finding> findings)
{
    private static readonly Duration s_grace = Duration.FromMinutes(3);
    private static readonly Duration s_comesBack = Duration.FromMinutes(5);

    /// <summary>Three minutes, each feeder's own second of the fourth, and the second in which timers are looked at.</summary>
    private static readonly Duration s_toldWithin = Duration.FromMinutes(4) + Duration.FromSeconds(5);

    private readonly List<ListedNotice> _notices = server.Life!.History.NoticesAfter(0, int.MaxValue);

    public IReadOnlyList<Told> OwnersTold =>
        [.. _notices.GroupBy(notice => notice.Kind, StringComparer.Ordinal).Select(kind => new Told(kind.Key, kind.Count(), kind.Select(notice => notice.FeederId).Distinct(StringComparer.Ordinal).Count(), kind.Min(notice => notice.At), kind.Max(notice => notice.At))).OrderBy(told => told.FirstAt)];

    public void Judge(Household household, IReadOnlyList<DueMeal> meals)
    {
        var own = _notices.Where(notice => notice.FeederId == household.FeederId && notice.Kind is NoticeKinds.Unreported or NoticeKinds.HeardAgain).ToList();
        foreach (var notice in own.Where(notice => notice.Kind == NoticeKinds.Unreported)) JudgeSilence(household, notice);
        if (own.Zip(own.Skip(1)).FirstOrDefault(pair => pair.First.Kind == pair.Second.Kind) is { First: { } twice }) Say(household, twice, "was told a second time");
        // By a clock that was off a report comes at another time than its meal's.
        if (household.Of(TroubleKind.ClockOff).Any()) return;
        foreach (var meal in meals.Where(meal => meal.Due >= shape.Start && meal.Due <= shape.Counted && IsListening(meal.Due))) JudgeTold(household, meal, own);
    }

    private void JudgeSilence(Household household, ListedNotice notice)
    {
        var at = notice.At.ToInstant();
        var life = server.Lives.Last(life => life.From <= at);
        if (at - life.From < s_comesBack) Say(household, notice, $"the server itself had been away until {life.From.Text()}");
        if (at - notice.About.ToInstant() < s_grace) Say(household, notice, "the feeder still had time to report");
        if (server.FirstHeard.TryGetValue((household.Id, notice.OccurrenceId!), out var heard) && heard < at - Duration.FromSeconds(1)) Say(household, notice, $"the report had come at {heard.Text()}");
    }

    /// <summary>The server was there from well before the meal until its silence was to be told.</summary>
    private bool IsListening(Instant due) => server.Lives.Any(life => life.From + s_comesBack + Duration.FromMinutes(1) <= due && (life.To ?? Instant.MaxValue) > due + s_toldWithin);

    private void JudgeTold(Household household, DueMeal meal, List<ListedNotice> own)
    {
        var by = meal.Due + s_toldWithin;
        if (server.FirstHeard.TryGetValue((household.Id, meal.Id), out var heard) && heard <= by) return;
        var last = own.LastOrDefault(notice => notice.At.ToInstant() <= by);
        var isTold = last?.Kind == NoticeKinds.Unreported || last?.At.ToInstant() >= meal.Due + s_grace;
        if (!isTold) findings.Add(new Finding(household.Id, $"{meal.Id}, due {meal.Due.Text()}: no report came, and its owner was told nothing by {by.Text()}", null));
    }

    private void Say(Household household, ListedNotice notice, string what) => findings.Add(new Finding(household.Id, $"its owner was told at {notice.At.ToInstant().Text()} that {notice.OccurrenceId} was not reported: {what}", null));
}
