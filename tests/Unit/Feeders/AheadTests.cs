using Mainstay.Feeders.Commands;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Meals;
using Mainstay.Feeders.Notices;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>A feeder whose clock was far ahead has dated meals after its own report of them. That is remembered, and takes nothing from what it says afterwards.</summary>
public sealed class AheadTests
{
    private static readonly DateTimeOffset s_reportedAt = Given.Seven.AddHours(-2);

    public static TheoryData<double> Days => [1, 1.4, 15, 190];

    [Theory]
    [MemberData(nameof(Days))]
    public void A_jam_of_today_is_told_once_and_is_how_it_stands(double days)
    {
        var feeder = Fed(days).When(Given.Report("am", Given.Seven, MealStanding.Jammed), at: Given.Seven.AddMinutes(1)).Then(typeof(FeederEvent.MealReported), typeof(FeederEvent.Noticed), typeof(FeederEvent.AlarmRaised));

        feeder.When(Given.Report("am", Given.Seven, MealStanding.Jammed), at: Given.Seven.AddMinutes(2)).ThenNothing();
        Assert.Contains(feeder.State.Alarms, alarm => alarm.Kind == NoticeKinds.Jammed);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public void What_was_given_today_still_counts(double days)
    {
        var now = Given.Seven.AddHours(1);
        var before = Given.Planned().When(Given.Report("am", Given.Seven, asked: 5), at: Given.Seven.AddMinutes(1)).State;

        var after = Given.Planned().When(Given.Report("am", Given.Seven, asked: 5), at: Given.Seven.AddMinutes(1)).When(Ahead(days), at: now).State;

        Assert.Equal(FeedRules.LeftToday(before, now), FeedRules.LeftToday(after, now));
    }

    [Theory]
    [InlineData(0.1, "am/ahead-0.1")]
    [InlineData(15, "am/2026-03-02")]
    public void What_is_dated_in_another_month_is_not_the_last_meal(double days, string last)
    {
        var feeder = Given.Planned().When(Given.Report("am", s_reportedAt), at: s_reportedAt.AddMinutes(1)).When(Ahead(days), at: s_reportedAt.AddMinutes(2));

        Assert.Equal(last, FeederShow.Last(feeder.State)?.OccurrenceId);
    }

    [Fact]
    public void What_was_given_too_early_is_not_waited_for_when_its_time_comes()
    {
        var feeder = Fed(1);

        Assert.NotNull(RecentLines.Find(feeder.State.Lines, "am/ahead-1"));
    }

    [Fact]
    public void No_more_of_them_are_kept_than_a_few_and_nothing_else_goes_for_them()
    {
        var feeder = Given.Planned().When(Given.Report("am", Given.Seven), at: Given.Seven.AddMinutes(1));

        for (var days = 1; days <= RecentLines.MostAhead + 10; days++) feeder = feeder.When(Ahead(days), at: s_reportedAt);

        Assert.Equal(RecentLines.MostAhead + 1, feeder.State.Lines.Length);
        Assert.NotNull(RecentLines.Find(feeder.State.Lines, "am/2026-03-02"));
        Assert.NotNull(RecentLines.Find(feeder.State.Lines, "am/ahead-1"));
    }

    private static Story<Feeder, FeederCommand, FeederEvent> Fed(double days) => Given.Planned().When(Ahead(days), at: s_reportedAt);

    private static FeederCommand.Report Ahead(double days) =>
        new(Given.Report("am", s_reportedAt.AddDays(days)).Line with { OccurrenceId = FormattableString.Invariant($"am/ahead-{days}"), ReportedAt = s_reportedAt });
}
