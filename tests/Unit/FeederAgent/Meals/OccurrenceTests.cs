using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Meals;

/// <summary>When a meal of the plan comes, on the days on which clocks change too.</summary>
public sealed class OccurrenceTests
{
    [Theory]
    [InlineData("Europe/Rome", "02:30", "2026-03-29", "2026-03-29T03:00:00+02:00")] // Left out: at the first moment after.
    [InlineData("Europe/Rome", "02:30", "2026-10-25", "2026-10-25T02:30:00+02:00")] // Twice: the first time.
    [InlineData("Europe/Rome", "07:30", "2026-03-29", "2026-03-29T07:30:00+02:00")]
    [InlineData("Europe/Rome", "07:30", "2026-10-25", "2026-10-25T07:30:00+01:00")]
    [InlineData("America/Sao_Paulo", "00:00", "2018-11-04", "2018-11-04T01:00:00-02:00")] // Midnight left out.
    [InlineData("Pacific/Apia", "07:00", "2011-12-30", "2011-12-31T00:00:00+14:00")] // The whole date left out.
    [InlineData("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-04T02:30:00+11:00")] // A gap of half an hour.
    public void A_meal_comes_at_its_time_or_at_the_first_valid_moment_after_and_only_once(string zone, string time, string date, string due)
    {
        var plan = Single(zone, time);
        var start = At(due) - Duration.FromHours(20);

        var found = Occurrences.Between(plan, start, start + Duration.FromDays(2)).Where(occurrence => occurrence.Id == "m/" + date);

        Assert.Equal([At(due)], found.Select(occurrence => occurrence.Due));
    }

    [Fact]
    public void A_year_of_daily_meals_has_one_on_each_date()
    {
        var year = Occurrences.Between(Single(Rome, "02:30"), At("2025-12-31T23:00:00Z"), At("2026-12-31T23:00:00Z")).ToList();

        Assert.Equal(365, year.Count);
        Assert.Equal(365, year.Select(occurrence => occurrence.Id).Distinct().Count());
    }

    [Fact]
    public void Only_enabled_meals_come_and_only_on_their_days()
    {
        var plan = Single(Rome, "12:00", """["tue", "sat"]""");
        var week = (At("2026-03-09T00:00:00+01:00"), At("2026-03-16T00:00:00+01:00"));

        Assert.Equal(["m/2026-03-10", "m/2026-03-14"], Occurrences.Between(plan, week.Item1, week.Item2).Select(occurrence => occurrence.Id));
        Assert.Empty(Occurrences.Between(plan with { Meals = [plan.Meals[0] with { Enabled = false }] }, week.Item1, week.Item2));
    }

    [Fact]
    public void The_next_one_is_after_now_and_not_at_it() =>
        Assert.Equal("m/2026-03-11", Occurrences.Next(Single(Rome, "12:00"), Tuesday("12:00"))?.Id);

    private static Plan Single(string zone, string time, string days = """["mon", "tue", "wed", "thu", "fri", "sat", "sun"]""") => Read(
        $$"""{"version": 1, "zone": "{{zone}}", "missedPolicy": "skip", "graceMinutes": 60, "dailyMaximumPortions": 10, "meals": [{"mealId": "m", "time": "{{time}}", "days": {{days}}, "portions": 1}]}""");
}
