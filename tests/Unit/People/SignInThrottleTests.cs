using System.Net;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;

namespace Mainstay.Tests.Unit.People;

public sealed class SignInThrottleTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new SignInThrottle(_clock);

    private static AddressPrefix From(string address) => AddressPrefix.Of(IPAddress.Parse(address));

    private bool Fails(string account = "anna", string? device = null, string address = "203.0.113.7")
    {
        using var attempt = _throttle.Begin(account, device, From(address), out _);
        return attempt is not null;
    }

    private TimeSpan Wait(string account = "anna", string? device = null, string address = "198.51.100.1")
    {
        _throttle.Begin(account, device, From(address), out var wait)?.GiveBack();
        return wait;
    }

    [Fact]
    public void Five_failures_are_free_and_then_the_wait_doubles()
    {
        for (var i = 0; i < 5; i++) Assert.True(Fails());
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), Wait());
            Assert.False(Fails(address: "198.51.100.1"));
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.True(Fails(address: "198.51.100.1"));
        }
    }

    [Fact]
    public void Strangers_do_not_hold_up_the_owners_device()
    {
        for (var i = 0; i < 30; i++) Fails(address: $"203.0.{i}.7");
        Assert.True(Wait() > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Wait(device: "the-owners"));
    }

    [Fact]
    public void A_known_device_that_guesses_is_held_up_by_itself()
    {
        for (var i = 0; i < 5; i++) Assert.True(Fails(device: "stolen"));
        Assert.False(Fails(device: "stolen"));
        Assert.True(Fails(device: "the-owners"));
    }

    [Fact]
    public void An_address_may_fail_a_hundred_times_over_all_accounts_and_earns_one_each_five_seconds()
    {
        for (var i = 0; i < 100; i++) Assert.True(Fails(account: $"account-{i}"));
        Assert.False(Fails(account: "another"));
        Assert.Equal(TimeSpan.FromSeconds(5), Wait(account: "another", address: "203.0.113.7"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(Fails(account: "another"));
        Assert.False(Fails(account: "another"));
    }

    [Fact]
    public void A_network_may_fail_five_hundred_times()
    {
        for (var i = 0; i < 500; i++) Assert.True(Fails(account: $"account-{i}", address: $"203.0.113.{i % 200}"));
        Assert.False(Fails(account: "another", address: "203.0.113.250"));
        Assert.True(Fails(account: "another", address: "203.0.114.250"));
    }

    [Fact]
    public void People_behind_one_address_who_succeed_use_nothing_up()
    {
        for (var i = 0; i < 1000; i++)
        {
            using var attempt = _throttle.Begin($"account-{i}", null, From("203.0.113.7"), out _);
            Assert.NotNull(attempt);
            attempt.GiveBack();
        }
    }

    [Fact]
    public void Thirty_two_at_once_are_let_through_while_nothing_has_failed()
    {
        var tries = Enumerable.Range(0, 40).Select(_ => _throttle.Begin("anna", "device", From("203.0.113.7"), out var _)).ToList();
        Assert.Equal(32, tries.Count(attempt => attempt is not null));
        foreach (var attempt in tries) attempt?.GiveBack();
        Assert.Equal(TimeSpan.Zero, Wait(device: "device"));
    }

    [Fact]
    public void Once_some_have_failed_many_at_once_gain_nothing()
    {
        for (var i = 0; i < 5; i++) Fails();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var tries = Enumerable.Range(0, 40).Select(_ => _throttle.Begin("anna", null, From("203.0.113.7"), out var _)).ToList();
        Assert.Single(tries, attempt => attempt is not null);
        foreach (var attempt in tries) attempt?.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(2), Wait());
    }

    [Fact]
    public void A_refused_try_does_not_lengthen_the_wait()
    {
        for (var i = 0; i < 6; i++) Fails();
        var before = Wait();
        for (var i = 0; i < 50; i++) Assert.False(Fails(address: "198.51.100.1"));
        Assert.Equal(before, Wait());
    }

    [Fact]
    public void Each_quarter_of_an_hour_forgives_a_failure()
    {
        for (var i = 0; i < 6; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(Fails());
        }
        _clock.Advance(TimeSpan.FromMinutes(31));
        Assert.True(Fails());
        Assert.Equal(TimeSpan.FromSeconds(1), Wait());
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48")]
    [InlineData("::1", "::/64", "::/48")]
    public void Addresses_are_cut_to_networks(string address, string counted, string stored) => Assert.Equal(new AddressPrefix(counted, stored), From(address));
}
