using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Meals;

/// <summary>What a feeder does next, one rule at a time.</summary>
public sealed class MealDeciderTests
{
    private const string Morning = "morning/2026-03-10";

    private static readonly Entry s_yesterday = Line("evening/2026-03-09", MealState.Done, given: 1, asked: 1, due: At("2026-03-09T18:00:00+01:00"));

    [Fact]
    public void Before_a_meal_is_due_it_waits_for_it() =>
        Assert.Equal(new Step.Wait(Tuesday("07:30")), Next(Two, Fed(), "07:29"));

    [Theory]
    [InlineData("07:30")]
    [InlineData("08:30")]
    public void From_its_time_to_the_end_of_the_grace_a_meal_begins(string now)
    {
        var begun = Assert.IsType<Step.Begin>(Next(Two, Fed(), now)).Entry;

        Assert.Equal((Morning, MealState.Started, 2, Tuesday(now), "Micia"), (begun.OccurrenceId, begun.State, begun.Asked, begun.StartedAt, begun.Pet));
    }

    [Fact]
    public void After_the_grace_a_meal_is_missed()
    {
        var missed = Assert.IsType<Step.Close>(Next(Two, Fed(), "08:31")).Entry;

        Assert.Equal((Morning, MealState.Missed, Reasons.TooLate, 1), (missed.OccurrenceId, missed.State, missed.Reason, missed.Revision));
    }

    [Fact]
    public void With_catching_up_the_last_missed_meal_is_given() =>
        Assert.IsType<Step.Begin>(Next(Two with { Missed = MissedPolicy.CatchUp }, Fed(), "12:00"));

    [Fact]
    public void With_catching_up_only_the_last_of_several_is_given()
    {
        var plan = Two with { Missed = MissedPolicy.CatchUp };
        var morning = Assert.IsType<Step.Close>(Next(plan, Fed(), "21:00")).Entry;

        Assert.Equal((Morning, MealState.Missed), (morning.OccurrenceId, morning.State));
        Assert.Equal("evening/2026-03-10", Assert.IsType<Step.Begin>(Next(plan, Fed().With(morning), "21:00")).Entry.OccurrenceId);
    }

    [Fact]
    public void With_catching_up_a_meal_shortly_before_the_next_one_is_missed() =>
        Assert.Equal(MealState.Missed, Assert.IsType<Step.Close>(Next(Two with { Missed = MissedPolicy.CatchUp }, Fed(), "17:01")).Entry.State);

    [Theory]
    [InlineData(nameof(MealState.Done))]
    [InlineData(nameof(MealState.Partly))]
    [InlineData(nameof(MealState.Jammed))]
    [InlineData(nameof(MealState.Skipped))]
    [InlineData(nameof(MealState.Missed))]
    public void A_meal_with_a_line_in_the_ledger_is_not_begun_again(string state) =>
        Assert.Equal(new Step.Wait(Tuesday("18:00")), Next(Two, Fed().With(Line(Morning, Enum.Parse<MealState>(state), due: Tuesday("07:30"))), "07:31"));

    [Fact]
    public void A_clock_that_steps_back_reopens_no_meal()
    {
        var given = Line(Morning, MealState.Done, given: 2, due: Tuesday("07:30"), started: Tuesday("07:30"));

        Assert.Equal(new Step.Wait(Tuesday("07:30")), Next(Two, Fed().With(given), "07:00"));
        Assert.Equal(new Step.Wait(Tuesday("18:00")), Next(Two, Fed().With(given), "07:30"));
    }

    /// <summary>It never began, so it is still given once.</summary>
    [Fact]
    public void A_meal_that_a_clock_ahead_wrote_off_is_given_at_its_time()
    {
        var writtenOff = Line(Morning, MealState.Missed, due: Tuesday("07:30")) with { EndedAt = Tuesday("09:00") };

        var begun = Assert.IsType<Step.Begin>(Next(Two, Fed().With(writtenOff), "07:30")).Entry;

        Assert.Equal((Morning, 1), (begun.OccurrenceId, begun.Revision));
    }

    [Fact]
    public void A_meal_that_is_added_after_its_time_is_not_owed_today()
    {
        var added = AdoptedPlan.None.Follow(Two, 0, Tuesday("07:45"));

        Assert.Equal(new Step.Wait(Tuesday("18:00")), MealDecider.Next(added, LedgerView.Empty, Known(Tuesday("07:46"))));
    }

    [Fact]
    public void A_new_plan_with_the_same_meal_loses_none()
    {
        var changed = Two.Owed().Follow(Two with { Version = 2, DailyMaximum = 5 }, 0, Tuesday("07:45"));

        Assert.Equal(Morning, Assert.IsType<Step.Begin>(MealDecider.Next(changed, Fed(), Known(Tuesday("07:46")))).Entry.OccurrenceId);
    }

    [Fact]
    public void A_skipped_meal_is_written_as_skipped()
    {
        var plan = Two with { Skips = [new Skip("morning", new LocalDate(2026, 3, 10))] };

        var skipped = Assert.IsType<Step.Close>(Next(plan, Fed(), "07:30")).Entry;

        Assert.Equal((MealState.Skipped, Reasons.SkippedByOwner, 0), (skipped.State, skipped.Reason, skipped.Given));
    }

    [Fact]
    public void A_meal_in_a_pause_is_written_as_skipped()
    {
        var plan = Two with { Pauses = [new Pause(Tuesday("00:00"), Tuesday("12:00"), "", "")] };

        Assert.Equal((MealState.Skipped, Reasons.Paused), Assert.IsType<Step.Close>(Next(plan, Fed(), "07:30")).Entry is var entry ? (entry.State, entry.Reason) : default);
    }

    [Fact]
    public void At_the_daily_maximum_a_meal_is_missed_and_says_so()
    {
        var full = Line("button/1", MealState.Done, given: 10, asked: 10, due: Tuesday("06:00"));

        Assert.Equal((MealState.Missed, Reasons.DailyMaximum), Assert.IsType<Step.Close>(Next(Two, Fed().With(full), "07:30")).Entry is var entry ? (entry.State, entry.Reason) : default);
    }

    [Fact]
    public void The_daily_maximum_stops_a_meal_in_the_middle()
    {
        var before = Line("button/1", MealState.Done, given: 9, asked: 9, due: Tuesday("06:00"));
        var open = Line(Morning, MealState.Started, given: 1);

        var stopped = Assert.IsType<Step.Close>(Next(Two, Fed().With(before).With(open), "07:30")).Entry;

        Assert.Equal((MealState.Partly, Reasons.DailyMaximum, 1), (stopped.State, stopped.Reason, stopped.Given));
    }

    [Fact]
    public void What_is_left_of_a_meal_after_midnight_counts_against_the_date_on_which_it_was_begun()
    {
        var before = Line("button/1", MealState.Done, given: 9, asked: 9, due: At("2026-03-09T12:00:00+01:00"));
        var open = Line("command/c1", MealState.Started, given: 1, due: At("2026-03-09T23:59:00+01:00"));

        var stopped = Assert.IsType<Step.Close>(MealDecider.Next(Two.Owed(), Lines(before, open), Known(Tuesday("00:05")))).Entry;

        Assert.Equal((MealState.Partly, Reasons.DailyMaximum, 1), (stopped.State, stopped.Reason, stopped.Given));
    }

    [Fact]
    public void The_maximum_of_a_date_is_full_again_at_local_midnight()
    {
        var late = Line("button/1", MealState.Done, given: 10, asked: 10, due: At("2026-03-09T23:59:00+01:00"));

        Assert.Equal(10, MealDecider.LeftToday(Two, Lines(late), Known(Tuesday("00:00"))));
        Assert.Equal(0, MealDecider.LeftToday(Two, Lines(late), Known(At("2026-03-09T23:59:30+01:00"))));
    }

    [Fact]
    public void An_open_meal_goes_on_portion_by_portion()
    {
        var open = Line(Morning, MealState.Started, given: 1);

        Assert.Equal(new Step.GivePortion(open), Next(Two, Fed().With(open), "07:30"));
        Assert.Equal(MealState.Done, Assert.IsType<Step.Close>(Next(Two, Fed().With(open with { Given = 2 }), "07:30")).Entry.State);
    }

    [Fact]
    public void A_portion_in_flight_is_clarified_before_anything_else()
    {
        var open = Line(Morning, MealState.Started, given: 1) with { InFlight = true };

        Assert.Equal(new Step.Clarify(open), Next(Two, Fed().With(open), "07:30"));
    }

    [Theory]
    [InlineData("08:30", true)]
    [InlineData("08:31", false)]
    public void The_rest_of_an_interrupted_meal_is_given_within_the_grace(string now, bool goesOn)
    {
        var open = Line(Morning, MealState.Started, given: 1);

        var next = Next(Two, Fed().With(open), now);

        if (goesOn) Assert.IsType<Step.GivePortion>(next);
        else Assert.Equal((MealState.Partly, Reasons.PowerCut), Assert.IsType<Step.Close>(next).Entry is var entry ? (entry.State, entry.Reason) : default);
    }

    [Fact]
    public void A_doubtful_portion_makes_a_meal_partly_given()
    {
        var open = Line(Morning, MealState.Started, given: 1) with { Doubtful = 1 };

        Assert.Equal((MealState.Partly, Reasons.PowerCut), Assert.IsType<Step.Close>(Next(Two, Fed().With(open), "07:30")).Entry is var entry ? (entry.State, entry.Reason) : default);
    }

    [Fact]
    public void With_an_unknown_clock_meals_come_at_the_plans_intervals_from_the_last_known_time()
    {
        // The power was away for nobody knows how long: the clock runs on from 17:50, where it stopped.
        Assert.Equal(new Step.Wait(Tuesday("18:00")), MealDecider.Next(Two.Owed(), Fed().With(Line(Morning, MealState.Done, given: 2)), Unknown(Tuesday("17:50"))));
        Assert.False(Assert.IsType<Step.Begin>(MealDecider.Next(Two.Owed(), Fed().With(Line(Morning, MealState.Done, given: 2)), Unknown(Tuesday("18:00")))).Entry.ClockKnown);
    }

    [Fact]
    public void What_was_asked_for_comes_before_the_schedule()
    {
        var asked = Line("command/1", MealState.Due, asked: 1) with { Source = MealSource.Command };

        Assert.Equal("command/1", Assert.IsType<Step.Begin>(Next(Two, Fed().With(asked), "07:30")).Entry.OccurrenceId);
    }

    [Fact]
    public void A_command_that_waited_past_its_time_is_not_begun()
    {
        var asked = Line("command/1", MealState.Due, asked: 1) with { Source = MealSource.Command, ExpiresAt = Tuesday("07:00") };

        Assert.Equal(Reasons.Expired, Assert.IsType<Step.Close>(Next(Two, Fed().With(asked), "07:01")).Entry.Reason);
    }

    /// <summary>As if everything up to yesterday evening had been given.</summary>
    private static LedgerView Fed()
    {
        var all = Occurrences.Between(Two, Tuesday("00:00") - Duration.FromDays(20), Tuesday("00:00")).Select(occurrence => Line(occurrence.Id, MealState.Done, due: occurrence.Due, started: occurrence.Due));
        return Lines([.. all, s_yesterday]);
    }

    private static Step Next(Plan plan, LedgerView ledger, string now) => MealDecider.Next(plan.Owed(), ledger, Known(Tuesday(now)));
}
