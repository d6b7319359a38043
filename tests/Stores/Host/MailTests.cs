using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Mail arrives once and in order, whatever is lost of what is not the journal.</summary>
public sealed class MailTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_that_was_committed_and_not_delivered_is_delivered_by_the_next_start(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Add(10));
        var sent = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Send("b", 4), Request.By("test"));
        host.Host.Writer.Step();
        await sent;
        Assert.Equal((6, 0), (host.Read("a").Total, host.Read("b").Total));

        host = host.Again(checkpoint: true);
        host.Settle();

        Assert.Equal((6, 4), (host.Read("a").Total, host.Read("b").Total));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_has_effect_once_though_the_relay_begins_at_the_first_event_again(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Add(100));
        for (var n = 0; n < 10; n++) await host.Send("a", new CounterCommand.Send("b", 1));
        var end = host.Journal.Head.Offset;

        host.Checkpoints.Reset(); // As when entities.db is lost: rows, cursor and parked mail are gone.
        host = host.Again(checkpoint: false);
        host.Settle();

        Assert.Equal((90, 10), (host.Read("a").Total, host.Read("b").Total));
        Assert.Equal(end, host.Journal.Head.Offset);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_letter_that_changes_nothing_is_remembered_as_taken(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Send("b", 0));
        Assert.Equal(2, host.Journal.Head.Offset);

        host.Checkpoints.Reset();
        host = host.Again(checkpoint: false);
        host.Settle();

        Assert.Equal(2, host.Journal.Head.Offset);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_for_a_stopped_entity_is_parked_and_delivered_first_and_in_order_when_it_runs_again(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [Counter.ThatCannotReceive]);
        await host.Send("a", new CounterCommand.Add(100));
        await host.Send("a", new CounterCommand.Send("b", 1));
        await host.Send("a", new CounterCommand.Send("b", 2));
        Assert.Equal(["counter/b"], host.Stopped.Select(stopped => stopped.Stream));
        Assert.Equal(2, host.Host.Relay.ParkedCount);
        await Assert.ThrowsAsync<EntityStoppedException>(() => host.Send("b", new CounterCommand.Add(1)));
        Assert.Equal(AnswerKind.Done, (await host.Send("c", new CounterCommand.Add(1))).Kind);

        host = host.Again(checkpoint: true);
        await host.Send("a", new CounterCommand.Send("b", 3));

        Assert.Equal(6, host.Read("b").Total);
        Assert.Equal(0, host.Host.Relay.ParkedCount);
        Assert.Equal([1, 2, 3], ReceivedBy(host, "counter/b"));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_letter_that_is_refused_stops_the_receiver(string kind)
    {
        using var store = TestStore.Of(kind);
        var refuses = Counter.With(decide: (state, command, context) =>
            command is CounterCommand.Receive ? Refusal.Of("closed") : Counter.Decide(state, command, context));
        using var host = new HostUnderTest(store, types: [refuses]);
        await host.Send("a", new CounterCommand.Add(1));
        await host.Send("a", new CounterCommand.Send("b", 1));

        Assert.Contains("closed", Assert.Single(host.Stopped).Reason, StringComparison.Ordinal);
    }

    private static List<int> ReceivedBy(HostUnderTest host, string stream)
    {
        var received = new List<int>();
        foreach (var batch in Rows.All(host.Journal))
        {
            for (var index = 0; index < batch.Rows.Count; index++)
            {
                var row = batch.Rows[index];
                if (System.Text.Encoding.UTF8.GetString(row.Stream) != stream || row.Source.IsNone) continue;
                using var json = System.Text.Json.JsonDocument.Parse(row.Data.ToArray());
                received.Add(json.RootElement.GetProperty("Amount").GetInt32());
            }
        }

        return received;
    }
}
