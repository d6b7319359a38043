using System.Collections.Immutable;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Resets;
using Mainstay.FeederProtocol;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Resets;

/// <summary>When a reset is done, when it waits, and when it is not done at all. The plan feeds at 07:30 and 18:00.</summary>
public sealed class ResetRulesTests
{
    [Theory]
    [InlineData("12:00", CommandState.Done)]
    [InlineData("07:14", CommandState.Done)]
    [InlineData("07:16", null)]
    [InlineData("07:30", null)]
    [InlineData("07:44", null)]
    [InlineData("07:46", CommandState.Done)]
    [InlineData("17:50", null)]
    [InlineData("19:59", CommandState.Done)]
    [InlineData("20:00", CommandState.Expired)]
    public void It_is_done_far_from_meals_and_not_after_it_has_expired(string now, object? state) => Assert.Equal(state, Decide(now)?.State);

    [Fact]
    public void While_the_time_is_not_known_it_waits() => Assert.Null(ResetRules.Decide(Asked(), Two.Owed(), LedgerView.Empty, new ClockReading(Tuesday("21:00"), ClockQuality.Unknown, Duration.Zero)));

    [Fact]
    public void What_is_being_given_is_given_first()
    {
        var open = LedgerView.Empty.With(Line("command/c", MealState.Started, given: 0));

        Assert.Null(ResetRules.Decide(Asked(), Two.Owed(), open, Known(Tuesday("12:00"))));
    }

    [Theory]
    [InlineData(true, "06:30", CommandState.Done)]
    [InlineData(false, "06:00", CommandState.Done)]
    [InlineData(false, "06:30", CommandState.Failed)]
    public void Everything_is_not_forgotten_where_somebody_has_given_it_a_plan_since(bool keepsSchedule, string adopted, object state)
    {
        var plan = new AdoptedPlan(Two, 0, Tuesday(adopted), ImmutableDictionary<string, Instant>.Empty);

        var ended = ResetRules.Decide(Asked(keepsSchedule), plan, LedgerView.Empty, Known(Tuesday("12:00")));

        Assert.Equal((state, (CommandState)state == CommandState.Failed ? CommandCodes.PlanIsNewer : null), ((object)ended!.State, ended.Code));
    }

    /// <summary>Asked for at 06:15, good until 20:00.</summary>
    private static CommandRecord Asked(bool keepsSchedule = true) => new("r1", Tuesday("06:15"), 0, CommandState.Accepted, Reset: new ResetWish(Tuesday("20:00"), keepsSchedule));

    private static CommandRecord? Decide(string now) => ResetRules.Decide(Asked(), Two.Owed(), LedgerView.Empty, Known(Tuesday(now)));
}
