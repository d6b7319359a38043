using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>An entity is woken once when it is due, loaded or not, however long nobody was there.</summary>
public sealed class TimerTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_woken_once_and_not_before_its_time(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Arm(HostUnderTest.Morning.AddMinutes(10)));

        host.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        host.Settle();
        Assert.Equal(0, host.Read("a").Fired);

        host.Clock.Advance(TimeSpan.FromTicks(1));
        host.Settle();
        host.Settle();
        Assert.Equal((1, null), (host.Read("a").Fired, host.Read("a").Due));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_instant_that_was_moved_counts_as_moved(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Arm(HostUnderTest.Morning.AddMinutes(10)));
        await host.Send("a", new CounterCommand.Arm(HostUnderTest.Morning.AddMinutes(20)));

        host.Clock.Advance(TimeSpan.FromMinutes(15));
        host.Settle();
        Assert.Equal(0, host.Read("a").Fired);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        host.Settle();
        Assert.Equal(1, host.Read("a").Fired);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_a_long_absence_there_is_one_tick_for_rows_and_for_replayed_events(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store);
        await host.Send("in-rows", new CounterCommand.Arm(HostUnderTest.Morning.AddHours(10)));
        await host.Send("far", new CounterCommand.Arm(HostUnderTest.Morning.AddDays(400)));
        host.Checkpoint();
        await host.Send("in-tail", new CounterCommand.Arm(HostUnderTest.Morning.AddHours(10)));

        host = host.Again(checkpoint: false);
        host.Clock.Advance(TimeSpan.FromDays(30));
        host.Settle();
        Assert.Equal((1, 1, 0), (host.Read("in-rows").Fired, host.Read("in-tail").Fired, host.Read("far").Fired));

        host.Clock.Advance(TimeSpan.FromDays(370));
        host.Settle();
        Assert.Equal((1, 1, 1), (host.Read("in-rows").Fired, host.Read("in-tail").Fired, host.Read("far").Fired));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_entity_whose_tick_leaves_it_due_is_stopped(string kind)
    {
        using var store = TestStore.Of(kind);
        var lazy = Counter.With(decide: (state, command, context) =>
            command is CounterCommand.Fire ? new CounterEvent.Added(1) : Counter.Decide(state, command, context));
        using var host = new HostUnderTest(store, types: [lazy]);
        await host.Send("a", new CounterCommand.Arm(HostUnderTest.Morning));

        host.Settle();

        Assert.Equal("counter/a", Assert.Single(host.Stopped).Stream);
        Assert.Equal(1, host.Journal.Head.Offset);
    }
}
