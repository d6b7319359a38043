using Mainstay.FeederAgent.Wifi;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>A change of network in the middle of which the program ends.</summary>
public sealed class InterruptedWifiTests : WifiDeskTest
{
    /// <summary>Ended after any number of seconds, and started again: it is on the old network or on the new one, never between, and nothing is left over.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ended_at_any_moment_the_next_start_goes_back_or_keeps_what_works(bool hangs)
    {
        for (var seconds = 0; seconds <= 70; seconds++)
        {
            (Radio.Active, Radio.Hangs) = (Home, hangs);
            Radio.Profiles.Clear();
            Radio.Profiles.Add(Home);
            var first = Start();
            Assert.True(first.TryBegin(Wish));
            Pass(seconds);
            End();

            var next = Start();
            Pass(30);

            Assert.Null(next.Joining);
            Assert.NotNull(Radio.Active);
            if (Radio.Active == Home) Assert.Single(Radio.Profiles);
            End();
        }
    }

    [Fact]
    public void Ended_in_a_trial_the_next_start_goes_back_and_says_so()
    {
        Radio.Hangs = true;
        Start().TryBegin(Wish);
        Pass(10);
        End();
        Assert.Null(Radio.Active);

        var desk = Start();
        Pass(1);

        Assert.Equal((WifiFailure.Interrupted, true, Home), (desk.Last?.Failure, desk.Last?.IsBack, Radio.Active));
    }

    [Fact]
    public void Ended_after_it_came_up_the_next_start_keeps_it()
    {
        var change = new WifiChange("mainstay-feeder-4174746963-0", "4174746963", WifiSecurity.Password, IsHidden: false, Home);
        new WifiRecord(change, null).Write(Folder);
        Radio.Active = change.Profile;

        var desk = Start();
        Pass(1);

        Assert.Equal((null, change.Profile), (desk.Last!.Failure, Radio.Active));
        Assert.Equal(["keep"], Radio.Asked);
    }

    [Fact]
    public void A_going_back_that_has_begun_is_gone_through_with()
    {
        var change = new WifiChange("mainstay-feeder-4174746963-0", "4174746963", WifiSecurity.Password, IsHidden: false, Home, WifiFailure.NoAddress);
        new WifiRecord(change, null).Write(Folder);
        Radio.Active = change.Profile;

        var desk = Start();
        Pass(1);

        Assert.Equal((WifiFailure.NoAddress, Home), (desk.Last!.Failure, Radio.Active));
    }
}
