using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Notices;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Tests.Unit.Feeders;

public sealed class FeederTests
{
    [Fact]
    public void A_plan_has_versions_and_an_edit_of_a_stale_one_is_refused()
    {
        var feeder = Given.Planned().Then(typeof(FeederEvent.PlanWished));
        Assert.Equal(1, feeder.State.Wished.Plan.Version);
        feeder.When(new FeederCommand.Wish(0, Given.Plan("""{"mealId":"x","time":"08:00","days":["mon"],"portions":1}"""), new PetNames([]))).ThenRefused("stale-version");
        feeder.When(new FeederCommand.Wish(1, Given.Plan(), new PetNames([]))).ThenNothing();
        feeder.When(new FeederCommand.MoveZone("Europe/Paris")).Then(typeof(FeederEvent.PlanWished));
        Assert.Equal((2, "Europe/Paris"), (feeder.State.Wished.Plan.Version, feeder.State.Wished.Plan.Zone));
    }

    [Fact]
    public void The_next_version_is_above_what_the_feeder_follows()
    {
        var feeder = Given.Planned().When(new FeederCommand.Follow(41, 0, null, null, [])).When(new FeederCommand.MoveZone("Europe/Paris"));
        Assert.Equal(42, feeder.State.Wished.Plan.Version);
    }

    [Fact]
    public void A_feeder_that_has_a_plan_when_it_is_claimed_keeps_it()
    {
        var feeder = Given.Claimed().When(new FeederCommand.Follow(7, 0, KeptPlan.Of(Given.Plan()) with { Version = 7 }, null, [])).Then(typeof(FeederEvent.PlanWished), typeof(FeederEvent.PlanFollowed));
        Assert.Equal(7, feeder.State.Wished.Plan.Version);
    }

    [Fact]
    public void What_it_follows_is_said_again_and_again_and_stored_once() =>
        Given.Planned().When(new FeederCommand.Follow(1, 0, KeptPlan.Of(Given.Plan()) with { Version = 1 }, null, [])).Then(typeof(FeederEvent.PlanFollowed))
            .When(new FeederCommand.Follow(1, 0, KeptPlan.Of(Given.Plan()) with { Version = 1 }, null, [])).ThenNothing();

    [Theory]
    [InlineData("the same message a second time, after a newer one", "one", 1, false)]
    [InlineData("of the conversation before", "zero", 9, false)]
    [InlineData("the newest again", "one", 2, false)]
    [InlineData("said since", "one", 3, true)]
    [InlineData("after a factory reset, which begins another conversation", "two", 1, true)]
    [InlineData("by a feeder that does not count", null, 0, true)]
    public void What_it_followed_before_is_not_what_it_follows_now(string said, string? conversation, long number, bool isTaken)
    {
        var feeder = Given.Planned().When(Follows(0, null, "zero", 8)).When(Follows(1, KeptPlan.Of(Given.Plan()) with { Version = 1 }, "one", 2));

        feeder = feeder.When(Follows(0, null, conversation, number));

        Assert.NotEmpty(said);
        Assert.Equal(isTaken ? 0 : 1, feeder.State.Followed!.Version);
    }

    private static FeederCommand.Follow Follows(long version, KeptPlan? plan, string? conversation, long number) =>
        new(version, 0, plan, null, [], conversation is null ? null : new MessageOrder(conversation, number));

    [Fact]
    public void A_plan_that_it_cannot_follow_is_told() =>
        Given.Planned().When(new FeederCommand.Follow(0, 0, null, null, ["meals:too-many"])).Then(typeof(FeederEvent.PlanFollowed), typeof(FeederEvent.Noticed));

    [Fact]
    public void Feed_now_keeps_to_the_days_maximum_counting_what_was_given_and_what_is_on_its_way()
    {
        var now = Given.Seven.AddHours(1);
        var feeder = Given.Planned().When(Given.Report("am", Given.Seven), at: Given.Seven.AddSeconds(30));
        feeder.When(new FeederCommand.FeedNow("c1", 7), at: now).ThenRefused("daily-maximum");
        feeder.When(new FeederCommand.FeedNow("c1", 4), at: now).Then(typeof(FeederEvent.FeedAsked)).When(new FeederCommand.FeedNow("c1", 4), at: now).ThenNothing();
        feeder.When(new FeederCommand.FeedNow("c2", 3), at: now).ThenRefused("daily-maximum").When(new FeederCommand.FeedNow("c2", 2), at: now).Then(typeof(FeederEvent.FeedAsked));
        feeder.When(new FeederCommand.FeedNow("c3", 6), at: now.AddMinutes(10)).Then(typeof(FeederEvent.FeedAsked));
    }

    /// <summary>However many there were: none that is under way is forgotten, so that it counts for the maximum and its outcome is known.</summary>
    [Fact]
    public void Commands_under_way_are_never_forgotten()
    {
        var feeder = Given.Planned(Given.Plan() with { DailyMaximum = 100 });
        for (var i = 0; i < 64; i++) feeder.When(new FeederCommand.FeedNow($"old{i}", 1), at: Given.Seven).Then(typeof(FeederEvent.FeedAsked)).When(new FeederCommand.EndFeed($"old{i}", FeedState.Failed, "busy", null), at: Given.Seven);
        for (var i = 0; i < 100; i++) feeder.When(new FeederCommand.FeedNow($"c{i}", 1), at: Given.Seven).Then(typeof(FeederEvent.FeedAsked));
        feeder.When(new FeederCommand.FeedNow("more", 1), at: Given.Seven).ThenRefused("daily-maximum");
        feeder.When(new FeederCommand.EndFeed("c0", FeedState.Failed, "jammed", null), at: Given.Seven).Then(typeof(FeederEvent.FeedEnded));
        // Those of whom nothing was heard have run out, and make room.
        feeder.When(new FeederCommand.FeedNow("later", 1), at: Given.Seven.AddMinutes(3)).Then(typeof(FeederEvent.FeedAsked));
        Assert.Equal(64, feeder.State.Commands.Length);
    }

    [Theory]
    [InlineData("2026-03-02T06:00:00Z", true)]
    [InlineData("2026-03-02T06:00:00+18:00", true)]
    [InlineData("9999-12-31T23:59:59.9999999-23:59", false)]
    [InlineData("2026-03-02T06:00:00+23:59", false)]
    [InlineData("2026-03-02", false)]
    public void An_offset_beyond_what_calendars_can_reckon_is_no_instant(string text, bool isOne) => Assert.Equal(isOne, Rfc3339.Read(text) is not null);

    [Fact]
    public void The_days_maximum_is_that_of_the_date_where_the_feeder_is()
    {
        var feeder = Given.Planned().When(Given.Report("pm", Given.HalfPastFive, asked: 8), at: Given.HalfPastFive);
        feeder.When(new FeederCommand.FeedNow("c1", 1), at: Given.Midnight.AddHours(23.9)).ThenRefused("daily-maximum");
        feeder.When(new FeederCommand.FeedNow("c1", 1), at: Given.Midnight.AddHours(24.1)).Then(typeof(FeederEvent.FeedAsked));
    }

    [Fact]
    public void What_came_of_a_command_is_told_once()
    {
        var feeder = Given.Planned().When(new FeederCommand.FeedNow("c1", 1)).When(new FeederCommand.EndFeed("c1", FeedState.Done, null, "command/c1")).Then(typeof(FeederEvent.FeedEnded));
        feeder.When(new FeederCommand.EndFeed("c1", FeedState.Failed, "busy", null)).ThenNothing().When(new FeederCommand.EndFeed("c9", FeedState.Done, null, null)).ThenNothing();
    }

    [Theory]
    [InlineData(1, NoticeKinds.Missed, true)]
    [InlineData(2, NoticeKinds.Jammed, true)]
    [InlineData(3, NoticeKinds.Partly, false)]
    public void Each_trouble_is_told_by_its_own_name(int which, string kind, bool raisesAlarm)
    {
        var standing = which switch { 1 => MealStanding.Missed, 2 => MealStanding.Jammed, _ => MealStanding.Partly };
        var decision = Feeder.Type.Decide(Given.Planned().State, Given.Report("am", Given.Seven, standing), Given.ContextAt(Given.Seven.AddMinutes(1)));
        var events = decision.Events.ToArray();
        Assert.Equal(kind, events.OfType<FeederEvent.Noticed>().Single().Kind);
        Assert.Equal(raisesAlarm, events.OfType<FeederEvent.AlarmRaised>().Any(alarm => alarm.Kind == kind));
    }

    [Fact]
    public void The_next_good_meal_ends_the_alarm() => Assert.Empty(
        Given.Planned().When(Given.Report("am", Given.Seven, MealStanding.Jammed), at: Given.Seven).When(Given.Report("pm", Given.HalfPastFive, asked: 3), at: Given.HalfPastFive).State.Alarms);

    [Fact]
    public void The_hopper_is_told_when_it_becomes_low_and_not_again_while_it_is()
    {
        var feeder = Given.Planned().When(Given.Says(14, "synchronised", NoticeKinds.HopperLow)).Then(typeof(FeederEvent.ConditionSaid), typeof(FeederEvent.AlarmRaised), typeof(FeederEvent.Noticed));
        feeder.When(Given.Says(14, "synchronised", NoticeKinds.HopperLow)).ThenNothing().When(Given.Says(90)).Then(typeof(FeederEvent.ConditionSaid), typeof(FeederEvent.AlarmCleared));
    }

    [Fact]
    public void With_its_last_owner_a_feeder_is_nobodys()
    {
        var feeder = Given.Planned().When(new FeederCommand.AddOwner("bruno")).When(new FeederCommand.Forget("anna")).Then(typeof(FeederEvent.OwnerLeft)).When(new FeederCommand.Forget("bruno")).Then(typeof(FeederEvent.Ended));
        Assert.Equal(["feeder-keeper/bruno", "feeder-device/device-1"], feeder.Mail.Select(mail => mail.To.Value));
        feeder.When(new FeederCommand.FeedNow("c", 1)).ThenRefused("not-found").When(Given.Report("am", Given.Seven)).ThenNothing();
    }

    [Fact]
    public void A_sitter_may_use_it_until_the_day_and_no_longer()
    {
        var feeder = Given.Planned().When(new FeederCommand.ShareWith("sara", Given.Seven), at: Given.Midnight).Then(typeof(FeederEvent.Shared));
        Assert.True(feeder.State.MayUse("sara", Given.Seven.AddSeconds(-1)));
        Assert.False(feeder.State.MayUse("sara", Given.Seven));
        Assert.False(feeder.State.IsOwner("sara"));
        feeder.When(new FeederCommand.ShareWith("sara", Given.Midnight), at: Given.Seven).ThenRefused("until-past").When(new FeederCommand.ShareWith("anna", Given.Seven), at: Given.Midnight).ThenRefused("already-owner");
    }

    [Fact]
    public void What_another_owners_meals_were_is_not_told_to_the_next()
    {
        var second = new Mainstay.Tests.Unit.People.Story<Feeder, FeederCommand, FeederEvent>(Feeder.Type, "f2").When(new FeederCommand.Begin("device-1", "bruno", HadOwner: true), at: Given.Seven.AddHours(1));
        second.When(Given.Report("am", Given.Seven), at: Given.Seven.AddHours(2)).ThenNothing().When(Given.Report("pm", Given.HalfPastFive), at: Given.HalfPastFive).Then(typeof(FeederEvent.MealReported));
    }
}
