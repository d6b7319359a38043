using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Local;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Local;

/// <summary>Who may set and use the PIN of a feeder's page.</summary>
public sealed class LocalPinTests
{
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;
    private readonly LocalPin _pin;

    public LocalPinTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z"));
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _pin = new LocalPin(_time);
    }

    [Fact]
    public void Without_somebody_at_the_feeder_nobody_sets_it() => Assert.False(_pin.TrySet(_home.Feeder!, "secret1"));

    [Fact]
    public void Somebody_at_the_feeder_sets_it_once_and_within_two_minutes()
    {
        _pin.Present();
        _time.Advance(Duration.FromSeconds(121));
        Assert.False(_pin.TrySet(_home.Feeder!, "secret1"));
        _pin.Present();
        Assert.False(_pin.TrySet(_home.Feeder!, "short"));
        Assert.True(_pin.TrySet(_home.Feeder!, "secret1"));
        _pin.Present();
        Assert.False(_pin.TrySet(_home.Feeder!, "another1"));
    }

    [Fact]
    public void It_opens_a_session_of_thirty_days()
    {
        Set();
        var token = _pin.Enter(_home.Feeder!, "secret1");

        Assert.True(_pin.IsSession(_home.Feeder, token));
        Assert.False(_pin.IsSession(_home.Feeder, "another"));
        _time.Advance(Duration.FromDays(31));
        Assert.False(_pin.IsSession(_home.Feeder, token));
    }

    [Fact]
    public void A_session_ends_with_the_pin_that_opened_it()
    {
        Set();
        var token = _pin.Enter(_home.Feeder!, "secret1");

        _home.Feeder!.Set("pin", null);
        Assert.False(_pin.IsSession(_home.Feeder, token));
        Set();

        Assert.False(_pin.IsSession(_home.Feeder, token));
    }

    [Fact]
    public void After_five_wrong_ones_the_right_one_has_to_wait_too()
    {
        Set();
        for (var attempt = 0; attempt < 5; attempt++) Assert.Null(_pin.Enter(_home.Feeder!, "wrong-1"));

        Assert.Null(_pin.Enter(_home.Feeder!, "secret1"));
        _time.Advance(Duration.FromSeconds(61));
        Assert.NotNull(_pin.Enter(_home.Feeder!, "secret1"));
    }

    /// <summary>Twenty at once, and whoever has a session goes on meanwhile.</summary>
    [Fact]
    public async Task Of_many_attempts_at_once_five_are_looked_at_and_sessions_do_not_wait_for_them()
    {
        using var goesOn = new ManualResetEventSlim();
        var (looks, hashed) = (false, 0);
        var pin = new LocalPin(_time, Hash);
        pin.Present();
        Assert.True(pin.TrySet(_home.Feeder!, "secret1"));
        var session = pin.Enter(_home.Feeder!, "secret1");
        (looks, hashed) = (true, 0);

        var attempts = Enumerable.Range(0, 20).Select(_ => Task.Factory.StartNew(() => pin.Enter(_home.Feeder!, "wrong-1"), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var ended = 0;
        await foreach (var attempt in Task.WhenEach(attempts))
        {
            Assert.Null(await attempt);
            if (++ended == 15) break;
        }

        Assert.True(pin.IsSession(_home.Feeder, session));
        goesOn.Set();
        await Task.WhenAll(attempts);
        Assert.Equal(5, hashed);
        Assert.Null(pin.Enter(_home.Feeder!, "secret1"));

        byte[] Hash(string text, byte[] salt, int rounds)
        {
            Interlocked.Increment(ref hashed);
            if (looks) goesOn.Wait(TestContext.Current.CancellationToken);
            return System.Security.Cryptography.SHA256.HashData([.. salt, .. System.Text.Encoding.UTF8.GetBytes(text)]);
        }
    }

    [Fact]
    public void Of_two_who_set_it_after_two_presses_the_first_to_be_kept_stays()
    {
        LocalPin? pin = null;
        var isFirst = true;
        pin = new LocalPin(_time, Hash);
        pin.Present();

        Assert.False(pin.TrySet(_home.Feeder!, "slower1"));
        Assert.NotNull(pin.Enter(_home.Feeder!, "faster1"));

        byte[] Hash(string text, byte[] salt, int rounds)
        {
            if (isFirst)
            {
                isFirst = false;
                pin!.Present();
                Assert.True(pin.TrySet(_home.Feeder!, "faster1"));
            }

            return System.Security.Cryptography.SHA256.HashData([.. salt, .. System.Text.Encoding.UTF8.GetBytes(text)]);
        }
    }

    private void Set()
    {
        _pin.Present();
        Assert.True(_pin.TrySet(_home.Feeder!, "secret1"));
    }
}
