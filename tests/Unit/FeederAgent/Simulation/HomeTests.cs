using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Simulation;

/// <summary>The whole program on simulated time, hardware and disk.</summary>
public sealed class HomeTests
{
    private const string Morning = "morning/2026-03-10";
    private readonly SimulatedTime _time = new(Tuesday("07:00"));

    [Fact]
    public void A_meal_is_given_at_its_time_and_reported_with_grams()
    {
        var home = NewHome(new SimulatedParts());

        _time.AdvanceTo(Tuesday("07:31"));

        var line = home.Feeder!.View.Find(Morning)!;
        Assert.Equal((MealState.Done, 2, 20.0, true), (line.State, line.Given, line.Grams, line.IsUnreported));
        Assert.Equal(2, home.Drops[Morning]);
        Assert.Equal(Tuesday("07:30"), Instant.FromUnixTimeSeconds(line.StartedAt!.Value.ToUnixTimeSeconds()));
    }

    [Fact]
    public void A_week_without_network_misses_nothing()
    {
        var home = NewHome(new SimulatedParts());

        _time.Advance(Duration.FromDays(7));

        Assert.Equal(14, home.Drops.Count);
        Assert.Equal(21, home.Body.Dropped);
    }

    /// <summary>The power goes at each commit of a meal, kept and lost, with every kind of evidence.</summary>
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void A_power_cut_at_any_commit_of_a_meal_doubles_nothing(bool counter, bool indexSwitch, bool scale)
    {
        for (var commit = 1; commit <= 8; commit++)
            foreach (var isKept in (bool[])[true, false])
            {
                var time = new SimulatedTime(Tuesday("07:29"));
                var home = NewHome(new SimulatedParts { HasCounter = counter, HasIndexSwitch = indexSwitch, HasScale = scale }, time);
                time.AdvanceTo(Tuesday("07:30") - Duration.FromMilliseconds(1));
                (home.CutsAfterCommits, home.IsLastCommitKept) = (commit, isKept);
                time.Advance(Duration.FromMinutes(1));
                home.CutsAfterCommits = null; // The meal had fewer.
                home.PowerOn();
                time.Advance(Duration.FromMinutes(1));

                var line = home.Feeder!.View.Find(Morning)!;
                Assert.True(line.IsFinal);
                Assert.InRange(home.Drops.GetValueOrDefault(Morning), counter ? 2 : 1, 2);
                Assert.InRange(home.Drops.GetValueOrDefault(Morning), line.Given, line.Given + line.Doubtful);
            }
    }

    [Fact]
    public void A_cut_in_the_middle_of_a_turn_is_finished_by_turning_on()
    {
        var home = NewHome(new SimulatedParts { HasCounter = false, HasScale = false });
        _time.AdvanceTo(Tuesday("07:30") + Duration.FromMilliseconds(900));

        home.CutPower();
        _time.Advance(Duration.FromMinutes(20));
        home.PowerOn();
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal((MealState.Done, 2), home.Feeder!.View.Find(Morning) is { } line ? (line.State, line.Given) : default);
        Assert.Equal(2, home.Drops[Morning]);
    }

    [Fact]
    public void Without_chip_and_network_the_clock_goes_on_from_where_it_was_and_meals_are_late_and_whole()
    {
        var home = NewHome(new SimulatedParts(), chip: false);
        home.NetworkTimeOff = null;
        _time.AdvanceTo(Tuesday("07:20"));
        home.CutPower();
        _time.Advance(Duration.FromHours(3));
        home.PowerOn();
        Assert.False(home.Feeder!.Clock.Read().IsKnown);
        _time.Advance(Duration.FromMinutes(15));

        var line = home.Feeder.View.Find(Morning)!;
        Assert.Equal((MealState.Done, false, 2), (line.State, line.ClockKnown, home.Drops[Morning]));
        Assert.InRange(line.StartedAt!.Value, Tuesday("07:30"), Tuesday("07:31")); // By the clock that it had.

        home.NetworkTimeOff = Duration.Zero;
        _time.Advance(Duration.FromMinutes(6));

        line = home.Feeder.View.Find(Morning)!;
        Assert.True(home.Feeder.Clock.Read().IsKnown);
        Assert.InRange(line.StartedAt!.Value, Tuesday("10:30"), Tuesday("10:32")); // Dated anew.
        Assert.Equal((2, true), (line.Revision, line.ClockKnown));
        Assert.Equal(2, home.Drops[Morning]);
    }

    [Fact]
    public void The_programs_restart_alone_leaves_the_clock_as_it_was()
    {
        var home = NewHome(new SimulatedParts(), chip: false);
        _time.AdvanceTo(Tuesday("07:15"));
        home.NetworkTimeOff = null;

        home.KillProgram();

        Assert.Equal((_time.Now, true), home.Feeder!.Clock.Read() is var clock ? (clock.Now, clock.IsKnown) : default);
    }

    [Fact]
    public void A_jam_is_freed_once_by_turning_back()
    {
        var home = NewHome(new SimulatedParts());
        home.Body.IsJammed = true;

        _time.AdvanceTo(Tuesday("07:32"));

        Assert.Equal(MealState.Done, home.Feeder!.View.Find(Morning)!.State);
    }

    [Fact]
    public void A_firm_jam_ends_the_meal_and_says_so()
    {
        var home = NewHome(new SimulatedParts());
        (home.Body.IsJammed, home.Body.IsJamFirm) = (true, true);

        _time.AdvanceTo(Tuesday("07:32"));

        Assert.Equal((MealState.Jammed, 0, 0L), home.Feeder!.View.Find(Morning) is { } line ? (line.State, line.Given, home.Body.Dropped) : default);
    }

    [Fact]
    public void An_empty_hopper_is_said()
    {
        var home = NewHome(new SimulatedParts());
        home.Body.HopperGrams = 0;

        _time.AdvanceTo(Tuesday("07:32"));

        Assert.Equal((MealState.Partly, Reasons.HopperEmpty, 0.0), home.Feeder!.View.Find(Morning) is { } line ? (line.State, line.Reason, line.Grams) : default);
    }

    [Fact]
    public void The_button_gives_one_portion_and_it_counts()
    {
        var home = NewHome(new SimulatedParts());

        home.Feeder!.PressButton();
        home.Feeder.PressButton(); // While the first is being answered: once.
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(1, home.Body.Dropped);
        Assert.Equal(9, MealDecider.LeftToday(Two, home.Feeder.View, home.Feeder.Clock.Read()));
    }

    [Fact]
    public void A_command_is_done_once_however_often_it_comes()
    {
        var home = NewHome(new SimulatedParts());
        var command = new FeedCommand("c1", 3, _time.Now + Duration.FromMinutes(2));

        var first = home.Feeder!.Feed(command);
        _time.Advance(Duration.FromMinutes(1));
        home.CutPower();
        home.PowerOn();
        var again = home.Feeder.Feed(command);
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal((CommandState.Accepted, CommandState.Done, 3L), (first.State, again.State, home.Body.Dropped));
        Assert.Equal(["c1"], home.Feeder.UnreportedCommands(10).Select(result => result.CommandId));
    }

    [Theory]
    [InlineData(11, 2, "daily-maximum")]
    [InlineData(1, -1, "expired")]
    public void A_command_is_refused_with_a_code(int portions, int expiresInMinutes, string code)
    {
        var home = NewHome(new SimulatedParts());

        var refused = home.Feeder!.Feed(new FeedCommand("c1", portions, _time.Now + Duration.FromMinutes(expiresInMinutes)));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public void Without_the_time_only_somebody_at_the_feeder_may_command()
    {
        var home = NewHome(new SimulatedParts(), chip: false);
        home.NetworkTimeOff = null;
        home.CutPower();
        home.PowerOn();

        Assert.Equal(CommandCodes.ClockUnknown, home.Feeder!.Feed(new FeedCommand("c1", 1, _time.Now + Duration.FromHours(1))).Code);
        Assert.Equal(CommandState.Accepted, home.Feeder.Feed(new FeedCommand("c2", 1, ExpiresAt: null)).State);
    }

    [Fact]
    public void A_report_waits_until_its_newest_revision_is_acknowledged()
    {
        var home = NewHome(new SimulatedParts());
        _time.AdvanceTo(Tuesday("07:32"));
        home.CutPower();
        home.PowerOn();

        var report = Assert.Single(home.Feeder!.Unreported(10));
        home.Feeder.Acknowledge(report.OccurrenceId, report.Revision + 1); // Of something that was never sent.
        Assert.Single(home.Feeder.Unreported(10));
        home.Feeder.Acknowledge(report.OccurrenceId, report.Revision);

        Assert.Empty(home.Feeder.Unreported(10));
    }

    [Fact]
    public void An_older_plan_that_comes_late_changes_nothing()
    {
        var home = NewHome(new SimulatedParts());
        Assert.True(home.Feeder!.Adopt(PlanDocument.Of(Two with { Version = 5, DailyMaximum = 3 }).ToUtf8()).IsFollowed);

        Assert.False(home.Feeder.Adopt(PlanDocument.Of(Two with { Version = 4 }).ToUtf8()).IsFollowed);
        Assert.Equal((5, 3), (home.Feeder.Plan.Plan.Version, home.Feeder.Plan.Plan.DailyMaximum));
    }

    private SimulatedHome NewHome(SimulatedParts parts, SimulatedTime? time = null, bool chip = true)
    {
        var home = new SimulatedHome(time ?? _time, parts, At("2026-01-01T00:00:00Z")) { ChipOff = chip ? Duration.Zero : null, NetworkTimeOff = Duration.Zero };
        home.PowerOn();
        (time ?? _time).Advance(Duration.FromMilliseconds(1)); // The network's time is heard.
        home.Feeder!.Adopt(PlanDocument.Of(Two).ToUtf8());
        return home;
    }
}
