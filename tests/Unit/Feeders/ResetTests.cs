using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Homes;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Feeders;

using ADevice = Story<Device, DeviceCommand, DeviceEvent>;
using AReset = Story<BulkReset, BulkResetCommand, BulkResetEvent>;

/// <summary>A bulk reset, and a device's part of it.</summary>
public sealed class ResetTests
{
    private static readonly byte[] s_claim = DeviceSecrets.Hash("claim-secret");
    private static readonly DateTimeOffset s_expires = ADevice.Noon.AddDays(7);

    private static ADevice Made() => new ADevice(Device.Type, "d1").Given(new DeviceEvent.Made("F1", "b", s_claim, s_claim));

    private static DeviceCommand.AssignReset Assign(bool keepsSchedule = true, string id = "r1") => new(id, keepsSchedule, s_expires);

    private static DeviceCommand.MoveReset Move(ResetState state, string id = "r1") => new(id, state, null);

    private static DeviceCommand.Claim Claim() => new(s_claim, null, "f1", "anna");

    private static AReset Begun(params int[] waves) =>
        new AReset(BulkReset.Type).When(new BulkResetCommand.Begin("F1", [], KeepsSchedule: true, [.. waves], WaveRules.EvenLimits(waves), 20, s_expires)).Then(typeof(BulkResetEvent.Begun));

    [Fact]
    public void A_device_has_its_part_once() => Made().When(Assign()).Then(typeof(DeviceEvent.ResetAssigned)).When(Assign()).ThenNothing();

    [Fact]
    public void What_an_owner_has_is_not_the_makers_to_delete() =>
        Made().When(Claim()).When(Assign(keepsSchedule: false)).ThenRefused("claimed").When(Assign()).Then(typeof(DeviceEvent.ResetAssigned));

    [Fact]
    public void Who_claims_it_calls_back_what_would_forget_everything()
    {
        Made().When(Assign(keepsSchedule: false)).When(Claim()).ThenStored(new DeviceEvent.Claimed("f1", "anna", null, HadOwner: false), new DeviceEvent.ResetMoved("r1", ResetState.Cancelled, "claimed"));
        Made().When(Assign()).When(Claim()).Then(typeof(DeviceEvent.Claimed));
    }

    [Fact]
    public void Nobody_resets_what_is_not_there_or_not_trusted()
    {
        new ADevice(Device.Type, "d1").When(Assign()).ThenRefused("not-found");
        Made().When(new DeviceCommand.Revoke()).When(Assign()).ThenRefused("revoked");
    }

    [Fact]
    public void A_later_one_takes_the_place_of_one_that_was_not_told_and_of_no_other_before_it_expires()
    {
        Made().When(Assign()).When(Assign(id: "r2")).Then(typeof(DeviceEvent.ResetMoved), typeof(DeviceEvent.ResetAssigned));
        var told = Made().When(Assign()).When(Move(ResetState.InProgress)).When(Assign(id: "r2")).ThenRefused("reset-under-way");
        told.When(Assign(id: "r2"), at: s_expires).Then(typeof(DeviceEvent.ResetAssigned));
    }

    /// <summary>Which state may follow which; the number of the columns is the state asked for.</summary>
    [Theory]
    [InlineData(0, "-+++++")]
    [InlineData(1, "--++-+")]
    [InlineData(2, "------")]
    [InlineData(3, "------")]
    [InlineData(4, "--++--")]
    [InlineData(5, "--++--")]
    public void It_goes_forward_and_what_the_device_says_is_the_truth_once(int from, string allowed)
    {
        for (var to = 0; to < allowed.Length; to++)
        {
            var device = Made().When(Assign());
            if (from > 0) device.Given(new DeviceEvent.ResetMoved("r1", (ResetState)from, null));
            device.When(Move((ResetState)to));
            if (allowed[to] == '+') device.Then(typeof(DeviceEvent.ResetMoved));
            else device.ThenNothing();
        }
    }

    [Fact]
    public void The_bulk_reset_hears_what_the_device_has_said_and_nothing_else()
    {
        var device = Made().When(Assign()).When(Move(ResetState.InProgress));
        Assert.Empty(device.Mail);
        device.When(Move(ResetState.Succeeded, "r0")).ThenNothing().When(Move(ResetState.Succeeded));
        Assert.Equal("feeder-reset/r1", Assert.Single(device.Mail).To.Value);
    }

    [Fact]
    public void Who_has_it_hears_that_it_was_reset()
    {
        var device = Made().When(Claim()).When(Assign()).When(Move(ResetState.Succeeded));
        Assert.Equal(["feeder-reset/r1", "feeder/f1"], device.Mail.Select(mail => mail.To.Value));
        var noticed = Assert.IsType<FeederEvent.Noticed>(Assert.Single(Feeder.Type.Decide(Given.Claimed().State, new FeederCommand.NoteReset(), Given.ContextAt(Given.Seven)).Events.ToArray()));
        Assert.Equal("maker-reset", noticed.Kind);
        Assert.True(Feeder.Type.Decide(Feeder.Empty, new FeederCommand.NoteReset(), Given.ContextAt(Given.Seven)).IsNothing);
    }

    [Theory]
    [InlineData(ResetState.Queued, -1, true)]
    [InlineData(ResetState.InProgress, -1, true)]
    [InlineData(ResetState.Queued, 0, false)]
    [InlineData(ResetState.Cancelled, -1, false)]
    [InlineData(ResetState.Succeeded, -1, false)]
    public void It_is_told_until_it_has_said_something_or_it_has_expired(object state, int secondsFromExpiry, bool isOpen) =>
        Assert.Equal(isOpen, ResetRules.IsOpen(new DeviceReset("r1", true, s_expires, (ResetState)state, null), s_expires.AddSeconds(secondsFromExpiry)));

    [Fact]
    public void A_wave_is_followed_by_the_next_when_all_have_said_what_came_of_it()
    {
        var reset = Begun(50, 100).When(new BulkResetCommand.WaveIsAssigned(0, 1)).Then(typeof(BulkResetEvent.WaveAssigned));
        reset.When(new BulkResetCommand.Count("a", true)).Then(typeof(BulkResetEvent.Counted), typeof(BulkResetEvent.WaveBegun)).When(new BulkResetCommand.WaveIsAssigned(0, 1)).ThenNothing();
        reset.When(new BulkResetCommand.WaveIsAssigned(1, 1)).When(new BulkResetCommand.Count("b", true)).Then(typeof(BulkResetEvent.Counted), typeof(BulkResetEvent.Finished));
    }

    [Fact]
    public void Who_is_away_holds_no_wave_up_and_has_until_it_expires()
    {
        var reset = Begun(50, 100).When(new BulkResetCommand.WaveIsAssigned(0, 9));
        Assert.Equal(AReset.Noon + WaveRules.Lasts, BulkReset.Type.DueAt!(reset.State));
        reset.When(new BulkResetCommand.GoOn()).ThenNothing().When(new BulkResetCommand.GoOn(), at: AReset.Noon + WaveRules.Lasts).Then(typeof(BulkResetEvent.WaveBegun));
        reset.When(new BulkResetCommand.WaveIsAssigned(1, 9));
        Assert.Equal(s_expires, BulkReset.Type.DueAt!(reset.State));
        reset.When(new BulkResetCommand.GoOn(), at: s_expires).Then(typeof(BulkResetEvent.Finished));
        Assert.Null(BulkReset.Type.DueAt!(reset.State));
        reset.When(new BulkResetCommand.Count("late", true)).Then(typeof(BulkResetEvent.Counted));
    }

    [Fact]
    public void Too_many_failures_stop_all_and_stopped_it_stays_stopped()
    {
        var reset = Begun(100).When(new BulkResetCommand.WaveIsAssigned(0, 2)).When(new BulkResetCommand.Count("a", true)).When(new BulkResetCommand.Count("b", false));
        reset.Then(typeof(BulkResetEvent.Counted), typeof(BulkResetEvent.Stopped)).When(new BulkResetCommand.Stop()).ThenNothing().When(new BulkResetCommand.GoOn(), at: s_expires).ThenNothing();
        new AReset(BulkReset.Type).When(new BulkResetCommand.Stop()).ThenRefused("not-found");
    }

    [Fact]
    public void The_same_request_begins_it_once() => Begun(100).When(new BulkResetCommand.Begin("F2", [], KeepsSchedule: false, [1], WaveRules.EvenLimits([1]), 1, s_expires)).ThenNothing();
}
