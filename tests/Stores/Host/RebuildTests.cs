using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Entity rows save time and hold nothing of their own: lost, old or wrong ones are made again from the journal.</summary>
public sealed class RebuildTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_start_replays_only_what_is_not_in_rows(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);
        host.Checkpoint();
        await host.Send("late", new CounterCommand.Add(1));

        host = host.Again(checkpoint: false);

        Assert.Equal(1, host.Host.ReplayedEvents);
        AssertFilled(host);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Lost_rows_are_made_again(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);
        host.Checkpoint();
        host.Checkpoints.Reset();

        host = host.Again(checkpoint: false);

        Assert.Equal(host.Journal.Head.Offset, host.Host.ReplayedEvents);
        AssertFilled(host);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_version_of_a_state_makes_all_rows_again(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);

        var doubled = Counter.With(stateVersion: 2, apply: (state, stored) => stored is CounterEvent.Added added ? state with { Total = state.Total + (2 * added.Amount) } : Counter.Apply(state, stored));
        host = host.Again(types: [doubled]);
        Assert.Equal(20, host.Read("e0").Total);
        host = host.Again(types: [doubled]);

        Assert.Equal((20, 0), (host.Read("e0").Total, host.Host.ReplayedEvents));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_version_of_a_state_leaves_the_mail_where_it_was(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [Counter.ThatCannotReceive]);
        await host.Send("a", new CounterCommand.Add(10));
        await host.Send("a", new CounterCommand.Send("b", 4)); // Parked: b is stopped.
        var delivered = host.Host.SeenOffset;
        Assert.Equal((delivered, 1), (host.Host.Relay.Followed, host.Host.Relay.ParkedCount));

        host = host.Again(types: [Counter.With(stateVersion: 2)]);
        Assert.Equal((delivered, 1), (host.Host.Relay.Followed, host.Host.Relay.ParkedCount));
        Assert.Equal(delivered, host.Host.ReplayedEvents);
        host.Settle();

        Assert.Equal((6, 4), (host.Read("a").Total, host.Read("b").Total));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rows_of_another_history_are_dropped(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);
        host.Checkpoint();
        host.Checkpoints.Write([new EntityRow("counter/e0", 1, 0, "nonsense"u8.ToArray())]);
        host.Checkpoints.Complete(new CheckpointMark(host.Checkpoints.Mark.CompleteOffset, new byte[32], 0), []);

        host = host.Again(checkpoint: false);

        AssertFilled(host);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rows_beyond_the_end_of_the_journal_show_that_its_tail_is_missing(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);
        host.Checkpoints.Complete(new CheckpointMark(host.Journal.Head.Offset + 3, new byte[32], 0), []);

        var refused = Assert.Throws<StoreDamagedException>(() => host.Again(checkpoint: false));

        Assert.Contains("its tail is missing", refused.Message, StringComparison.Ordinal);
        Assert.Contains("entities.db", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_entity_whose_events_cannot_be_applied_is_stopped_alone_and_runs_again_under_a_program_that_can(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);
        await host.Send("bad", new CounterCommand.Add(13));
        var cannot = Counter.With(apply: (state, stored) => stored is CounterEvent.Added { Amount: 13 } ? throw new InvalidOperationException("a bug") : Counter.Apply(state, stored));

        host = host.Again(checkpoint: false, types: [cannot]);
        Assert.Equal("counter/bad", Assert.Single(host.Stopped).Stream);
        Assert.Throws<EntityStoppedException>(() => host.Read("bad"));
        await Assert.ThrowsAsync<EntityStoppedException>(() => host.Send("bad", new CounterCommand.Add(1)));
        AssertFilled(host);

        host = host.Again(checkpoint: true);
        Assert.Equal(13, host.Read("bad").Total);
        AssertFilled(host);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Events_of_an_unknown_entity_type_refuse_the_start(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Filled(store);

        var refused = Assert.Throws<StoreDamagedException>(() => host.Again(checkpoint: false, types: [new EntityType<Counter, CounterCommand, CounterEvent>("other")
        {
            Empty = Counter.Type.Empty, Decide = Counter.Decide, Apply = Counter.Apply, Json = Counter.Type.Json,
        }]));

        Assert.Contains("counter/", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HostUnderTest> Filled(TestStore store)
    {
        var host = new HostUnderTest(store);
        for (var n = 0; n < 20; n++) await host.Send($"e{n % 2}", new CounterCommand.Add(1));
        return host;
    }

    private static void AssertFilled(HostUnderTest host) => Assert.Equal((10, 10), (host.Read("e0").Total, host.Read("e1").Total));
}
