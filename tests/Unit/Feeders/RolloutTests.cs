using Mainstay.Feeders.Fleet;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Feeders;

using ARollout = Story<Rollout, RolloutCommand, RolloutEvent>;

public sealed class RolloutTests
{
    private static ARollout Begun(int stopAt = 20) => new ARollout(Rollout.Type).When(new RolloutCommand.Begin("w1", "F1", [10, 100], WaveRules.EvenLimits([10, 100]), stopAt, "http://here/image")).Then(typeof(RolloutEvent.Begun));

    [Fact]
    public void A_wave_is_followed_by_the_next_when_all_its_devices_have_come_to_an_end()
    {
        var rollout = Begun().When(new RolloutCommand.WaveIsAssigned(0, 2)).Then(typeof(RolloutEvent.WaveAssigned)).When(new RolloutCommand.Count("a", true)).Then(typeof(RolloutEvent.Counted));
        rollout.When(new RolloutCommand.Count("b", true)).Then(typeof(RolloutEvent.Counted), typeof(RolloutEvent.WaveBegun));
        rollout.When(new RolloutCommand.WaveIsAssigned(1, 1)).When(new RolloutCommand.Count("c", true)).Then(typeof(RolloutEvent.Counted), typeof(RolloutEvent.Finished));
    }

    [Fact]
    public void Too_many_failures_stop_all_and_nothing_more_begins()
    {
        var rollout = Begun().When(new RolloutCommand.WaveIsAssigned(0, 10));
        foreach (var well in (string[])["a", "b", "c", "d"]) rollout.When(new RolloutCommand.Count(well, true)).Then(typeof(RolloutEvent.Counted));
        rollout.When(new RolloutCommand.Count("e", false)).Then(typeof(RolloutEvent.Counted), typeof(RolloutEvent.Stopped));
        rollout.When(new RolloutCommand.WaveIsAssigned(1, 90)).ThenNothing().When(new RolloutCommand.Count("f", true)).Then(typeof(RolloutEvent.Counted));
    }

    [Fact]
    public void One_failure_of_a_handful_is_chance() =>
        Begun().When(new RolloutCommand.WaveIsAssigned(0, 10)).When(new RolloutCommand.Count("a", false)).Then(typeof(RolloutEvent.Counted));

    [Fact]
    public void Devices_that_are_never_heard_hold_no_wave_up_for_ever()
    {
        var rollout = Begun().When(new RolloutCommand.WaveIsAssigned(0, 10));
        Assert.Equal(ARollout.Noon + WaveRules.Lasts, Rollout.Type.DueAt!(rollout.State));
        rollout.When(new RolloutCommand.GoOn(), at: ARollout.Noon.AddDays(1)).Then(typeof(RolloutEvent.WaveBegun));
        Assert.Null(Rollout.Type.DueAt!(rollout.State));
    }

    [Fact]
    public void An_empty_wave_is_through_at_once() => Begun().When(new RolloutCommand.WaveIsAssigned(0, 0)).Then(typeof(RolloutEvent.WaveAssigned), typeof(RolloutEvent.WaveBegun));

    [Fact]
    public void Stopped_by_hand_it_stays_stopped() =>
        Begun().When(new RolloutCommand.Stop()).Then(typeof(RolloutEvent.Stopped)).When(new RolloutCommand.Stop()).ThenNothing().When(new RolloutCommand.GoOn()).ThenNothing();

    [Fact]
    public void Going_on_tells_the_waves_so_far_anew_and_failures_until_then_stop_it_no_more()
    {
        var rollout = Begun().When(new RolloutCommand.WaveIsAssigned(0, 1)).When(new RolloutCommand.Count("a", false)).Then(typeof(RolloutEvent.Counted), typeof(RolloutEvent.Stopped));
        rollout.When(new RolloutCommand.Resume()).Then(typeof(RolloutEvent.Resumed)).When(new RolloutCommand.Resume()).ThenNothing();
        Assert.Equal((RolloutState.Running, 0, null), (rollout.State.State, rollout.State.Assigned, rollout.State.Because));
        rollout.When(new RolloutCommand.WaveIsAssigned(0, 1)).Then(typeof(RolloutEvent.WaveAssigned), typeof(RolloutEvent.WaveBegun)).When(new RolloutCommand.WaveIsAssigned(1, 9));
        rollout.When(new RolloutCommand.Count("b", true)).Then(typeof(RolloutEvent.Counted));
    }

    [Fact]
    public void What_is_finished_or_was_never_begun_does_not_go_on()
    {
        new ARollout(Rollout.Type).When(new RolloutCommand.Resume()).ThenRefused("not-found");
        Begun().When(new RolloutCommand.WaveIsAssigned(0, 0)).When(new RolloutCommand.WaveIsAssigned(1, 0)).Then(typeof(RolloutEvent.WaveAssigned), typeof(RolloutEvent.Finished))
            .When(new RolloutCommand.Resume()).ThenRefused("finished");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 10, 50, 100)]
    [InlineData(false)]
    [InlineData(false, 0, 50)]
    [InlineData(false, 50, 50)]
    [InlineData(false, 50, 101)]
    public void Waves_rise_to_at_most_all(bool areWaves, params int[] waves) => Assert.Equal(areWaves, WaveRules.AreWaves(waves));

    /// <summary>Percent of the devices there are, rounded up: nobody is surprised in a handful.</summary>
    [Theory]
    [InlineData(8, new[] { 25, 100 }, new[] { 2, 8 })]
    [InlineData(5, new[] { 1, 10, 50, 100 }, new[] { 1, 1, 3, 5 })]
    [InlineData(1_000, new[] { 1, 10, 50 }, new[] { 10, 100, 500 })]
    [InlineData(1, new[] { 1, 99 }, new[] { 1, 1 })]
    public void At_the_end_of_a_wave_it_is_the_percentage_of_the_devices(int devices, int[] waves, int[] have)
    {
        var lots = Enumerable.Range(0, devices).Select(device => WaveRules.LotOf("job", $"device-{device}")).ToList();
        Assert.Equal(have, WaveRules.LimitsOf(waves, lots).Select(limit => lots.Count(lot => lot < limit)));
    }

    [Fact]
    public void Without_devices_those_that_come_fall_into_the_waves_by_chance_and_all_into_the_last()
    {
        var limits = WaveRules.LimitsOf([50, 100], []);
        Assert.Equal((0L, 1L << 31), WaveRules.LotsOf(limits, 0));
        Assert.Equal((1L << 31, 1L << 32), WaveRules.LotsOf(limits, 1));
    }

    [Fact]
    public void What_was_begun_without_limits_goes_on_by_chance()
    {
        var begun = new RolloutEvent.Begun("w1", "F1", [10, 100], 20, "http://here/image", ARollout.Noon, "maker");
        Assert.Equal([26L << 24, 1L << 32], Rollout.Type.Apply(Rollout.Empty, begun).Limits);
    }
}
