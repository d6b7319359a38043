using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Clock;

/// <summary>What a feeder's clock believes.</summary>
public sealed class ClockRulesTests
{
    private static readonly Instant s_made = At("2026-01-01T00:00:00Z");
    private static readonly Instant s_now = At("2026-03-10T08:00:00Z");
    private static readonly Duration s_hour = Duration.FromHours(1);

    [Fact]
    public void In_the_same_run_of_the_machine_the_clock_goes_on_by_its_uptime()
    {
        var clock = ClockRules.AtStart(Kept("a", uptimeHours: 5), new Machine("a", Duration.FromHours(7)), s_made);

        Assert.Equal((s_now + Duration.FromHours(2), ClockQuality.Synchronised), clock.Read(Duration.FromHours(7)) is var reading ? (reading.Now, reading.Quality) : default);
    }

    [Fact]
    public void After_a_power_cut_without_a_chip_it_goes_on_from_the_last_known_time_and_does_not_know()
    {
        var clock = ClockRules.AtStart(Kept("a", uptimeHours: 5), new Machine("b", Duration.FromSeconds(30)), s_made);

        Assert.Equal((s_now + s_hour, ClockQuality.Unknown), clock.Read(Duration.FromSeconds(30) + s_hour) is var reading ? (reading.Now, reading.Quality) : default);
    }

    [Fact]
    public void A_chip_is_believed_with_a_bound()
    {
        var reading = ClockRules.AtStart(Kept("a"), new Machine("b", Duration.Zero, s_now + Duration.FromDays(1)), s_made).Read(Duration.Zero);

        Assert.Equal((s_now + Duration.FromDays(1), ClockQuality.HeldOver), (reading.Now, reading.Quality));
        Assert.InRange(reading.Bound, Duration.FromSeconds(4), Duration.FromSeconds(10));
    }

    [Theory]
    [InlineData("2026-03-10T07:59:00Z")] // Before the last known time.
    [InlineData("2000-01-01T00:00:00Z")] // Its battery was empty.
    [InlineData("2099-01-01T00:00:00Z")] // Whatever.
    public void A_chip_that_cannot_be_right_is_not_believed(string chip) =>
        Assert.Equal((s_now, ClockQuality.Unknown), ClockRules.AtStart(Kept("a"), new Machine("b", Duration.Zero, At(chip)), s_made).Read(Duration.Zero) is var reading ? (reading.Now, reading.Quality) : default);

    [Fact]
    public void The_first_start_without_anything_begins_when_the_program_was_made() =>
        Assert.Equal((s_made, ClockQuality.Unknown), ClockRules.AtStart(null, new Machine("a", Duration.Zero), s_made).Read(Duration.Zero) is var reading ? (reading.Now, reading.Quality) : default);

    [Fact]
    public void An_unknown_clock_takes_a_later_time_at_once()
    {
        var (clock, isBelieved) = ClockRules.Hear(Unknown(), Sample(s_now + Duration.FromHours(10)), Duration.Zero);

        Assert.True(isBelieved);
        Assert.Equal(ClockQuality.Synchronised, clock.Read(Duration.Zero).Quality);
    }

    [Fact]
    public void A_time_before_the_last_known_one_has_to_be_confirmed_by_another_source()
    {
        var (clock, first) = ClockRules.Hear(Unknown(), Sample(s_now - s_hour), Duration.Zero);
        var (_, same) = ClockRules.Hear(clock, Sample(s_now - s_hour + Duration.FromMinutes(1)), Duration.FromMinutes(1));
        var (_, other) = ClockRules.Hear(clock, Sample(s_now - s_hour + Duration.FromMinutes(1), "other"), Duration.FromMinutes(1));

        Assert.Equal((false, false, true), (first, same, other));
    }

    [Fact]
    public void A_single_source_that_stands_by_its_time_is_believed_after_a_quarter_of_an_hour()
    {
        var (clock, _) = ClockRules.Hear(Known(), Sample(s_now + s_hour), Duration.Zero);
        (clock, var early) = ClockRules.Hear(clock, Sample(s_now + s_hour + Duration.FromMinutes(14)), Duration.FromMinutes(14));
        (_, var late) = ClockRules.Hear(clock, Sample(s_now + s_hour + Duration.FromMinutes(15)), Duration.FromMinutes(15));

        Assert.Equal((false, true), (early, late));
    }

    [Fact]
    public void A_source_that_says_something_else_each_time_is_never_believed()
    {
        var clock = Known();
        for (var minute = 0; minute < 600; minute += 10)
        {
            (clock, var isBelieved) = ClockRules.Hear(clock, Sample(s_now + Duration.FromHours(1 + minute)), Duration.FromMinutes(minute));
            Assert.False(isBelieved);
        }
    }

    [Fact]
    public void A_known_clock_takes_what_lies_within_both_bounds()
    {
        Assert.True(ClockRules.Hear(Known(), Sample(s_now + Duration.FromSeconds(3)), Duration.Zero).IsBelieved);
        Assert.False(ClockRules.Hear(Known(), Sample(s_now + Duration.FromSeconds(10)), Duration.Zero).IsBelieved);
        Assert.True(ClockRules.Hear(Known(), Sample(s_now + Duration.FromDays(30) + Duration.FromMinutes(4)), Duration.FromDays(30)).IsBelieved); // Its quartz may be off by as much.
    }

    [Fact]
    public void A_person_is_believed() =>
        Assert.True(ClockRules.Hear(Known(), Sample(s_now - s_hour) with { Source = TimeSource.Person }, Duration.Zero).IsBelieved);

    [Fact]
    public void Without_a_source_it_is_held_over_and_one_day_no_longer_known()
    {
        Assert.Equal(ClockQuality.Synchronised, Known().Read(Duration.FromHours(3)).Quality);
        Assert.Equal(ClockQuality.HeldOver, Known().Read(Duration.FromHours(4)).Quality);
        Assert.Equal(ClockQuality.Unknown, Known().Read(Duration.FromDays(365)).Quality);
    }

    private static ClockRecord Kept(string boot, int uptimeHours = 5) => new(boot, Duration.FromHours(uptimeHours), s_now, IsKnown: true, Duration.FromSeconds(1), s_now);

    private static ClockState Known() => new(s_now, Duration.Zero, IsKnown: true, Duration.FromSeconds(1), s_now);

    private static ClockState Unknown() => new(s_now, Duration.Zero, IsKnown: false, Duration.Zero, HeardAt: null);

    private static TimeSample Sample(Instant time, string name = "one") => new(TimeSource.Ntp, name, time, Duration.FromMilliseconds(50));

    private sealed record Machine(string Boot, Duration Uptime, Instant? Chip = null) : IMachineClock;
}
