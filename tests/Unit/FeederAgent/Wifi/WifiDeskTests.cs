using Mainstay.FeederAgent.Wifi;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>Joining a network, and going back.</summary>
public sealed class WifiDeskTests : WifiDeskTest
{
    [Fact]
    public void A_network_that_carries_the_feeder_is_kept()
    {
        var desk = Start();
        Assert.True(desk.TryBegin(Wish));

        Pass(8);

        Assert.Equal(["prepare", "try", "keep"], Radio.Asked);
        Assert.Equal(new WifiOutcome("4174746963", null, IsBack: false, Tuesday("07:00") + Duration.FromSeconds(8)), desk.Last);
        Assert.Null(desk.Joining);
        Assert.StartsWith("mainstay-feeder-4174746963-", Radio.Active, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_touched_before_the_page_that_says_so_is_there()
    {
        var desk = Start();
        desk.TryBegin(Wish);

        Pass(2);

        Assert.Empty(Radio.Asked);
        Assert.Equal("Attic", desk.Joining!.Shown);
    }

    [Theory]
    [InlineData(nameof(WifiFailure.Password))]
    [InlineData(nameof(WifiFailure.NotFound))]
    [InlineData(nameof(WifiFailure.NoAddress))]
    [InlineData(nameof(WifiFailure.NotAllowed))]
    public void One_that_does_not_come_up_is_left_for_the_one_before(string failure)
    {
        Radio.Tries = Enum.Parse<WifiFailure>(failure);

        Assert.Equal((Radio.Tries, true), Ended(afterSeconds: 8));

        Assert.Equal(["prepare", "try", "return"], Radio.Asked);
        Assert.Equal((Home, 1), (Radio.Active, Radio.Profiles.Count));
    }

    [Fact]
    public void One_that_comes_up_without_an_address_is_left()
    {
        Radio.GivesAddress = false;

        Assert.Equal((WifiFailure.NoAddress, true), Ended(afterSeconds: 8));
        Assert.Equal(["prepare", "try", "return"], Radio.Asked);
    }

    [Fact]
    public void A_profile_that_cannot_be_made_is_not_tried()
    {
        Radio.Prepares = WifiFailure.NotAllowed;

        Assert.Equal((WifiFailure.NotAllowed, true), Ended(afterSeconds: 3));
        Assert.Equal(["prepare", "return"], Radio.Asked);
    }

    [Fact]
    public void One_that_would_be_gone_after_a_power_cut_is_not_joined()
    {
        Radio.Keeps = WifiReply.Refused;

        Assert.Equal((WifiFailure.NotAllowed, true), Ended(afterSeconds: 8));
        Assert.Equal(Home, Radio.Active);
    }

    [Fact]
    public void What_hangs_is_left_after_a_minute()
    {
        Radio.Hangs = true;
        var desk = Start();
        desk.TryBegin(Wish);
        Pass(62);
        Assert.NotNull(desk.Joining);

        Pass(1);

        Assert.Equal((WifiFailure.TimedOut, true), (desk.Last?.Failure, desk.Last?.IsBack));
        Assert.Equal(Home, Radio.Active);
    }

    [Fact]
    public void Where_the_network_before_is_gone_too_it_is_said()
    {
        (Radio.Tries, Radio.IsHomeGone) = (WifiFailure.Password, true);

        Assert.Equal((WifiFailure.Password, false), Ended(afterSeconds: 8));
    }

    [Fact]
    public void Where_there_was_none_before_there_is_none_after()
    {
        (Radio.Active, Radio.Tries) = (null, WifiFailure.Password);

        Assert.Equal((WifiFailure.Password, true), Ended(afterSeconds: 8));
        Assert.Null(Radio.Active);
    }

    [Fact]
    public void Of_two_at_once_the_second_is_refused()
    {
        var desk = Start();

        Assert.True(desk.TryBegin(Wish));
        Assert.False(desk.TryBegin(Wish with { Ssid = Ssid.OfText("Garage")! }));
        Pass(4);
        Assert.False(desk.TryBegin(Wish));
        Pass(10);
        Assert.True(desk.TryBegin(Wish with { Ssid = Ssid.OfText("Garage")! }));
        Pass(10);
        Assert.Equal("Garage", desk.Last!.Shown);
    }

    [Fact]
    public void Somebody_who_does_not_answer_is_asked_again_and_the_way_back_is_not_forgotten()
    {
        Radio.Tries = WifiFailure.Password;
        var desk = Start();
        desk.TryBegin(Wish);
        Pass(7);
        Radio.IsSilent = true;
        Pass(600);
        Assert.Null(desk.Last);
        Assert.False(desk.TryBegin(Wish));

        Radio.IsSilent = false;
        Pass(15);

        Assert.Equal((WifiFailure.Password, true), (desk.Last?.Failure, desk.Last?.IsBack));
        Assert.Equal(Home, Radio.Active);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"change\":{\"profile\":\"p\",\"ssidHex\":\"zz\",\"security\":\"open\",\"isHidden\":false,\"before\":null,\"failure\":null},\"last\":null}")]
    [InlineData("{\"change\":{},\"last\":null}")]
    public void A_file_that_cannot_be_read_stops_nothing(string content)
    {
        File.WriteAllText(Path.Combine(Folder, WifiRecord.FileName), content);

        Assert.Equal((null, false), Ended(afterSeconds: 8));
    }

    [Fact]
    public void The_password_is_not_in_the_file()
    {
        Radio.Hangs = true;
        Start().TryBegin(Wish);
        Pass(10);

        var path = Path.Combine(Folder, WifiRecord.FileName);
        Assert.DoesNotContain("correct horse", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Looking_around_is_not_done_more_often_than_every_ten_seconds_nor_while_joining()
    {
        var desk = Start();
        await desk.LookAsync(CancellationToken.None);
        await desk.LookAsync(CancellationToken.None);
        Assert.Single(Radio.Asked);
        Pass(11);
        desk.TryBegin(Wish);
        await desk.LookAsync(CancellationToken.None);
        Assert.Single(Radio.Asked);
        Pass(10);
        await desk.LookAsync(CancellationToken.None);
        Assert.Equal("look", Radio.Asked[^1]);
    }

    [Fact]
    public async Task Where_the_Wi_Fi_is_nobodys_business_nothing_is_changed()
    {
        var desk = Make(null);

        Assert.False(desk.TryBegin(Wish));
        Assert.Equal(WifiAvailability.NoManager, (await desk.LookAsync(CancellationToken.None)).Availability);
    }

    private (WifiFailure?, bool?) Ended(int afterSeconds)
    {
        var desk = Start();
        desk.TryBegin(Wish);
        Pass(afterSeconds);
        return (desk.Last?.Failure, desk.Last?.IsBack);
    }
}
