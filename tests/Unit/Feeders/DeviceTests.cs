using System.Security.Cryptography;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Feeders;

using ADevice = Story<Device, DeviceCommand, DeviceEvent>;

public sealed class DeviceTests
{
    private static readonly byte[] s_claim = DeviceSecrets.Hash("claim-secret");
    private static readonly byte[] s_enrol = DeviceSecrets.Hash("enrol-secret");
    private static readonly byte[] s_key = NewKey();
    private static readonly byte[] s_otherKey = NewKey();

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfo();
    }

    private static ADevice Made() => new ADevice(Device.Type, "d1").Given(new DeviceEvent.Made("F1", "b", s_claim, s_enrol));

    private static DeviceCommand.Claim Claim(string secret = "claim-secret", string? fingerprint = null, string feeder = "f1", string by = "anna") => new(DeviceSecrets.Hash(secret), fingerprint, feeder, by);

    [Fact]
    public void Who_knows_the_code_has_it_and_nobody_else_can_after_them()
    {
        var device = Made().When(Claim()).Then(typeof(DeviceEvent.Claimed));
        Assert.Equal("feeder/f1", Assert.Single(device.Mail).To.Value);
        device.When(Claim(by: "bruno", feeder: "f2")).ThenRefused("already-claimed");
    }

    [Fact]
    public void Who_does_not_know_the_code_learns_nothing() =>
        Made().When(Claim("guessed")).ThenRefused("claim-invalid").When(Claim()).Then(typeof(DeviceEvent.Claimed)).When(Claim("guessed", by: "bruno")).ThenRefused("claim-invalid");

    [Fact]
    public void A_device_that_nobody_made_cannot_be_claimed() => new ADevice(Device.Type, "d1").When(Claim()).ThenRefused("claim-invalid");

    [Fact]
    public void A_code_that_shows_another_key_is_not_this_devices()
    {
        Made().When(new DeviceCommand.Enrol(s_key)).When(Claim(fingerprint: DeviceProof.Fingerprint(s_otherKey))).ThenRefused("claim-invalid");
        Made().When(Claim(fingerprint: DeviceProof.Fingerprint(s_otherKey))).When(new DeviceCommand.Enrol(s_key)).ThenRefused("key-differs");
    }

    [Fact]
    public void A_key_is_taken_once_and_the_same_again_changes_nothing() =>
        Made().When(new DeviceCommand.Enrol(s_key)).Then(typeof(DeviceEvent.Enrolled)).When(new DeviceCommand.Enrol([.. s_key])).ThenNothing().When(new DeviceCommand.Enrol(s_otherKey)).ThenRefused("key-differs");

    [Fact]
    public void Let_go_of_the_code_on_it_is_good_again() =>
        Made().When(Claim()).When(new DeviceCommand.Release("f0")).ThenNothing().When(new DeviceCommand.Release("f1")).Then(typeof(DeviceEvent.Released)).When(Claim(by: "bruno", feeder: "f2")).Then(typeof(DeviceEvent.Claimed));

    [Fact]
    public void A_transfer_hands_over_at_once_and_its_code_is_good_for_a_week()
    {
        var offered = DeviceSecrets.Hash("next");
        var device = Made().When(Claim()).When(new DeviceCommand.OfferTransfer("f1", offered)).Then(typeof(DeviceEvent.TransferOffered));
        device.When(Claim("next", by: "bruno", feeder: "f2"), at: ADevice.Noon.AddDays(8)).ThenRefused("claim-invalid");
        device.When(Claim("next", by: "bruno", feeder: "f2"), at: ADevice.Noon.AddDays(6)).Then(typeof(DeviceEvent.HandedOver));
        Assert.Equal(["feeder/f1", "feeder/f2"], device.Mail.Select(mail => mail.To.Value));
        device.When(Claim("next", by: "carla", feeder: "f3")).ThenRefused("claim-invalid");
    }

    [Fact]
    public void Revoked_it_can_neither_enrol_nor_be_claimed_until_it_has_a_new_secret() =>
        Made().When(new DeviceCommand.Revoke()).Then(typeof(DeviceEvent.Revoked))
            .When(new DeviceCommand.Enrol(s_key)).ThenRefused("revoked").When(Claim()).ThenRefused("claim-invalid")
            .When(new DeviceCommand.RenewSecret(s_enrol)).When(new DeviceCommand.Enrol(s_key)).Then(typeof(DeviceEvent.Enrolled));

    [Fact]
    public void An_update_goes_forward_only_and_ends_once()
    {
        var device = Made().When(new DeviceCommand.AssignUpdate("r1", "w1")).Then(typeof(DeviceEvent.UpdateAssigned)).When(new DeviceCommand.AssignUpdate("r1", "w1")).ThenNothing();
        device.When(new DeviceCommand.MoveUpdate("r2", UpdateState.Succeeded, null)).ThenNothing();
        device.When(new DeviceCommand.MoveUpdate("r1", UpdateState.InProgress, null)).Then(typeof(DeviceEvent.UpdateMoved)).When(new DeviceCommand.AssignUpdate("r2", "w2")).ThenRefused("update-under-way");
        device.When(new DeviceCommand.MoveUpdate("r1", UpdateState.Succeeded, null)).Then(typeof(DeviceEvent.UpdateMoved));
        Assert.Equal("feeder-rollout/r1", Assert.Single(device.Mail).To.Value);
        device.When(new DeviceCommand.MoveUpdate("r1", UpdateState.Failed, "late")).ThenNothing();
    }

    [Fact]
    public void An_update_that_was_called_back_comes_again_when_its_roll_out_goes_on() =>
        Made().When(new DeviceCommand.AssignUpdate("r1", "w1")).When(new DeviceCommand.MoveUpdate("r1", UpdateState.Cancelled, null)).When(new DeviceCommand.AssignUpdate("r1", "w1")).Then(typeof(DeviceEvent.UpdateAssigned));

    [Theory]
    [InlineData("MAINSTAY:1:abc:secret", "abc", "secret")]
    [InlineData(" mainstay:1:abc:se cret\n", "abc", "secret")]
    public void A_code_is_read_as_people_give_it(string text, string device, string secret)
    {
        var code = ClaimCode.TryParse(text);

        Assert.Equal((device, secret), (code?.DeviceId, code?.Secret));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MAINSTAY:2:abc:secret")]
    [InlineData("MAINSTAY:1:abc")]
    [InlineData("MAINSTAY:1:a/b:secret")]
    [InlineData("MAINSTAY:1:abc:secret:short")]
    [InlineData("MAINSTAY:1:abc:secret:0:0")]
    public void What_is_no_code_is_none(string? text) => Assert.Null(ClaimCode.TryParse(text));
}
