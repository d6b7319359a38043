using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Wifi;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>Joining a network, and going back.</summary>
public sealed class WifiDeskTests : IDisposable
{
    private static readonly WifiWish s_wish = new(Ssid.OfText("Attic")!, WifiSecurity.Password, IsHidden: false, WifiPassword.Of("correct horse"));

    private readonly TempFolder _folder = new();
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly Radio _radio;
    private readonly List<WifiDesk> _desks = [];
    private CancellationTokenSource _power = new();

    public WifiDeskTests() => _radio = new Radio(_time);

    [Fact]
    public void A_network_that_carries_the_feeder_is_kept()
    {
        var desk = Start();
        Assert.True(desk.TryBegin(s_wish));

        Pass(8);

        Assert.Equal(["prepare", "try", "keep"], _radio.Asked);
        Assert.Equal(new WifiOutcome("4174746963", null, IsBack: false, Tuesday("07:00") + Duration.FromSeconds(8)), desk.Last);
        Assert.Null(desk.Joining);
        Assert.StartsWith("mainstay-feeder-4174746963-", _radio.Active, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_touched_before_the_page_that_says_so_is_there()
    {
        var desk = Start();
        desk.TryBegin(s_wish);

        Pass(2);

        Assert.Empty(_radio.Asked);
        Assert.Equal("Attic", desk.Joining!.Shown);
    }

    [Theory]
    [InlineData(nameof(WifiFailure.Password))]
    [InlineData(nameof(WifiFailure.NotFound))]
    [InlineData(nameof(WifiFailure.NoAddress))]
    [InlineData(nameof(WifiFailure.NotAllowed))]
    public void One_that_does_not_come_up_is_left_for_the_one_before(string failure)
    {
        _radio.Tries = Enum.Parse<WifiFailure>(failure);

        Assert.Equal((_radio.Tries, true), Ended(afterSeconds: 8));

        Assert.Equal(["prepare", "try", "return"], _radio.Asked);
        Assert.Equal((Radio.Home, 1), (_radio.Active, _radio.Profiles.Count));
    }

    [Fact]
    public void One_that_comes_up_without_an_address_is_left()
    {
        _radio.GivesAddress = false;

        Assert.Equal((WifiFailure.NoAddress, true), Ended(afterSeconds: 8));
        Assert.Equal(["prepare", "try", "return"], _radio.Asked);
    }

    [Fact]
    public void A_profile_that_cannot_be_made_is_not_tried()
    {
        _radio.Prepares = WifiFailure.NotAllowed;

        Assert.Equal((WifiFailure.NotAllowed, true), Ended(afterSeconds: 3));
        Assert.Equal(["prepare", "return"], _radio.Asked);
    }

    [Fact]
    public void One_that_would_be_gone_after_a_power_cut_is_not_joined()
    {
        _radio.Keeps = WifiReply.Refused;

        Assert.Equal((WifiFailure.NotAllowed, true), Ended(afterSeconds: 8));
        Assert.Equal(Radio.Home, _radio.Active);
    }

    [Fact]
    public void What_hangs_is_left_after_a_minute()
    {
        _radio.Hangs = true;
        var desk = Start();
        desk.TryBegin(s_wish);
        Pass(62);
        Assert.NotNull(desk.Joining);

        Pass(1);

        Assert.Equal((WifiFailure.TimedOut, true), (desk.Last?.Failure, desk.Last?.IsBack));
        Assert.Equal(Radio.Home, _radio.Active);
    }

    [Fact]
    public void Where_the_network_before_is_gone_too_it_is_said()
    {
        (_radio.Tries, _radio.IsHomeGone) = (WifiFailure.Password, true);

        Assert.Equal((WifiFailure.Password, false), Ended(afterSeconds: 8));
    }

    [Fact]
    public void Where_there_was_none_before_there_is_none_after()
    {
        (_radio.Active, _radio.Tries) = (null, WifiFailure.Password);

        Assert.Equal((WifiFailure.Password, true), Ended(afterSeconds: 8));
        Assert.Null(_radio.Active);
    }

    [Fact]
    public void Of_two_at_once_the_second_is_refused()
    {
        var desk = Start();

        Assert.True(desk.TryBegin(s_wish));
        Assert.False(desk.TryBegin(s_wish with { Ssid = Ssid.OfText("Garage")! }));
        Pass(4);
        Assert.False(desk.TryBegin(s_wish));
        Pass(10);
        Assert.True(desk.TryBegin(s_wish with { Ssid = Ssid.OfText("Garage")! }));
        Pass(10);
        Assert.Equal("Garage", desk.Last!.Shown);
    }

    [Fact]
    public void Somebody_who_does_not_answer_is_asked_again_and_the_way_back_is_not_forgotten()
    {
        _radio.Tries = WifiFailure.Password;
        var desk = Start();
        desk.TryBegin(s_wish);
        Pass(7);
        _radio.IsSilent = true;
        Pass(600);
        Assert.Null(desk.Last);
        Assert.False(desk.TryBegin(s_wish));

        _radio.IsSilent = false;
        Pass(15);

        Assert.Equal((WifiFailure.Password, true), (desk.Last?.Failure, desk.Last?.IsBack));
        Assert.Equal(Radio.Home, _radio.Active);
    }

    /// <summary>Ended after any number of seconds, and started again: it is on the old network or on the new one, never between, and nothing is left over.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ended_at_any_moment_the_next_start_goes_back_or_keeps_what_works(bool hangs)
    {
        for (var seconds = 0; seconds <= 70; seconds++)
        {
            (_radio.Active, _radio.Hangs) = (Radio.Home, hangs);
            _radio.Profiles.Clear();
            _radio.Profiles.Add(Radio.Home);
            var first = Start();
            Assert.True(first.TryBegin(s_wish));
            Pass(seconds);
            End();

            var next = Start();
            Pass(30);

            Assert.Null(next.Joining);
            Assert.NotNull(_radio.Active);
            if (_radio.Active == Radio.Home) Assert.Single(_radio.Profiles);
            End();
        }
    }

    [Fact]
    public void Ended_in_a_trial_the_next_start_goes_back_and_says_so()
    {
        _radio.Hangs = true;
        Start().TryBegin(s_wish);
        Pass(10);
        End();
        Assert.Null(_radio.Active);

        var desk = Start();
        Pass(1);

        Assert.Equal((WifiFailure.Interrupted, true, Radio.Home), (desk.Last?.Failure, desk.Last?.IsBack, _radio.Active));
    }

    [Fact]
    public void Ended_after_it_came_up_the_next_start_keeps_it()
    {
        var change = new WifiChange("mainstay-feeder-4174746963-0", "4174746963", WifiSecurity.Password, IsHidden: false, Radio.Home);
        new WifiRecord(change, null).Write(_folder.Path);
        _radio.Active = change.Profile;

        var desk = Start();
        Pass(1);

        Assert.Equal((null, change.Profile), (desk.Last!.Failure, _radio.Active));
        Assert.Equal(["keep"], _radio.Asked);
    }

    [Fact]
    public void A_going_back_that_has_begun_is_gone_through_with()
    {
        var change = new WifiChange("mainstay-feeder-4174746963-0", "4174746963", WifiSecurity.Password, IsHidden: false, Radio.Home, WifiFailure.NoAddress);
        new WifiRecord(change, null).Write(_folder.Path);
        _radio.Active = change.Profile;

        var desk = Start();
        Pass(1);

        Assert.Equal((WifiFailure.NoAddress, Radio.Home), (desk.Last!.Failure, _radio.Active));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"change\":{\"profile\":\"p\",\"ssidHex\":\"zz\",\"security\":\"open\",\"isHidden\":false,\"before\":null,\"failure\":null},\"last\":null}")]
    [InlineData("{\"change\":{},\"last\":null}")]
    public void A_file_that_cannot_be_read_stops_nothing(string content)
    {
        File.WriteAllText(Path.Combine(_folder.Path, WifiRecord.FileName), content);

        Assert.Equal((null, false), Ended(afterSeconds: 8));
    }

    [Fact]
    public void The_password_is_not_in_the_file()
    {
        _radio.Hangs = true;
        Start().TryBegin(s_wish);
        Pass(10);

        var path = Path.Combine(_folder.Path, WifiRecord.FileName);
        Assert.DoesNotContain("correct horse", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Looking_around_is_not_done_more_often_than_every_ten_seconds_nor_while_joining()
    {
        var desk = Start();
        await desk.LookAsync(CancellationToken.None);
        await desk.LookAsync(CancellationToken.None);
        Assert.Single(_radio.Asked);
        Pass(11);
        desk.TryBegin(s_wish);
        await desk.LookAsync(CancellationToken.None);
        Assert.Single(_radio.Asked);
        Pass(10);
        await desk.LookAsync(CancellationToken.None);
        Assert.Equal("look", _radio.Asked[^1]);
    }

    [Fact]
    public async Task Where_the_Wi_Fi_is_nobodys_business_nothing_is_changed()
    {
        using var desk = new WifiDesk(null, _folder.Path, _time, () => _time.Now, NullLogger.Instance);

        Assert.False(desk.TryBegin(s_wish));
        Assert.Equal(WifiAvailability.NoManager, (await desk.LookAsync(CancellationToken.None)).Availability);
    }

    public void Dispose()
    {
        End();
        _power.Dispose();
        _desks.ForEach(desk => desk.Dispose());
        _folder.Dispose();
    }

    private (WifiFailure?, bool?) Ended(int afterSeconds)
    {
        var desk = Start();
        desk.TryBegin(s_wish);
        Pass(afterSeconds);
        return (desk.Last?.Failure, desk.Last?.IsBack);
    }

    private WifiDesk Start()
    {
        _power = new CancellationTokenSource();
        var desk = new WifiDesk(_radio, _folder.Path, _time, () => _time.Now, NullLogger.Instance);
        _desks.Add(desk);
        _ = _time.Run(() => desk.RunAsync(_power.Token));
        Pass(0);
        return desk;
    }

    private void End()
    {
        _power.Cancel();
        Pass(0);
    }

    private void Pass(int seconds) => _time.Advance(Duration.FromSeconds(seconds));
}
