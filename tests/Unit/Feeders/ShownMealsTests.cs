using Mainstay.Feeders.Api;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Pages;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>What a feeder's page makes of its history.</summary>
public sealed class ShownMealsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Days_before_today_stand_newest_first_with_their_meals_in_order()
    {
        var days = MealDay.Of([Meal("2026-11-22T07:00Z", 3, 30), Meal("2026-11-20T19:00Z", 4, 41), Meal("2026-11-20T07:00Z", 3, 29), Meal("2026-11-21T07:00Z", 3, 31)], at => at, new DateOnly(2026, 11, 22));

        Assert.Equal([(new DateOnly(2026, 11, 21), 31.0), (new DateOnly(2026, 11, 20), 70.0)], days.Select(day => (day.Date, day.Grams!.Value)));
        Assert.Equal([7, 19], days[1].Meals.Select(meal => meal.Due.Hour));
    }

    [Fact]
    public void A_day_belongs_to_the_feeders_own_clock()
    {
        var days = MealDay.Of([Meal("2026-11-20T23:30Z", 1, 10)], at => at.ToOffset(TimeSpan.FromHours(1)), new DateOnly(2026, 11, 22));

        Assert.Equal(new DateOnly(2026, 11, 21), Assert.Single(days).Date);
    }

    /// <summary>What was not weighed is not nothing; what was missed weighs nothing.</summary>
    [Theory]
    [InlineData(3, null, null)]
    [InlineData(0, null, 20.0)]
    public void A_day_has_a_weight_only_where_everything_given_was_weighed(int given, double? grams, double? day) =>
        Assert.Equal(day, Assert.Single(MealDay.Of([Meal("2026-11-20T07:00Z", 2, 20), Meal("2026-11-20T19:00Z", given, grams)], at => at, new DateOnly(2026, 11, 22))).Grams);

    [Fact]
    public void A_hopper_that_says_nothing_stays_as_it_was()
    {
        var curve = HopperCurve.Of([new(s_now.AddDays(-5), 50), new(s_now.AddDays(-4.5), 45), new(s_now.AddDays(-1.5), 100), new(s_now.AddMinutes(-1), 97)], s_now);

        Assert.Equal([50, 45, 45, 45, 100, 97], curve.Select(sample => sample.Percent));
        Assert.Equal(s_now, curve[^1].At);
    }

    [Fact]
    public void In_the_first_days_the_curve_goes_by_hours()
    {
        var curve = HopperCurve.Of([new(s_now.AddHours(-2.5), 90), new(s_now.AddHours(-1.5), 87)], s_now);

        Assert.Equal([90, 90, 87, 87], curve.Select(sample => sample.Percent));
    }

    [Fact]
    public void Without_a_sample_there_is_no_curve() => Assert.Empty(HopperCurve.Of([], s_now));

    private static OccurrenceItem Meal(string due, int given, double? grams) => new(
        "m/" + due, DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), given > 0 ? "done" : "missed", 3, given, null, grams, null, null, null, "schedule", null, null, 1, ClockKnown: true);
}
