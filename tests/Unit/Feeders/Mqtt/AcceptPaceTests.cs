using Mainstay.Feeders.Mqtt.Listening;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>A fleet that comes at once is taken in at a rate; nobody is turned away.</summary>
public sealed class AcceptPaceTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_few_come_together_and_then_each_waits_for_its_place()
    {
        var pace = new AcceptPace(20, _clock);

        var all = Enumerable.Range(0, 5).Select(_ => pace.WaitAsync(CancellationToken.None).AsTask()).ToArray();

        Assert.Equal([true, true, false, false, false], Done(all));
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal([true, true, true, false, false], Done(all));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([true, true, true, true, true], Done(all));
    }

    [Fact]
    public void What_was_not_used_is_not_saved_up()
    {
        var pace = new AcceptPace(20, _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([true, true, false], Done([.. Enumerable.Range(0, 3).Select(_ => pace.WaitAsync(CancellationToken.None).AsTask())]));
    }

    [Fact]
    public void Without_a_rate_nobody_waits()
    {
        var pace = new AcceptPace(0, _clock);

        Assert.All(Enumerable.Range(0, 1_000).Select(_ => pace.WaitAsync(CancellationToken.None).AsTask()), taking => Assert.True(taking.IsCompleted));
    }

    private static bool[] Done(Task[] all) => [.. all.Select(one => one.IsCompleted)];
}
