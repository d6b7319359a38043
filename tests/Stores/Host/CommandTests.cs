using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>What a caller may rely on when it sends a command.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_command_is_answered_with_state_version_and_offset(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);

        var first = await host.Send("a", new CounterCommand.Add(3));
        var second = await host.Send("a", new CounterCommand.Add(4));

        Assert.Equal((AnswerKind.Done, 3, 1, 1, "total 3"), (first.Kind, first.State.Total, first.Version, first.Offset, first.Outcome));
        Assert.Equal((AnswerKind.Done, 7, 2, 2, "total 7"), (second.Kind, second.State.Total, second.Version, second.Offset, second.Outcome));
        Assert.Equal((7, 2), (host.Read("a").Total, host.Host.ReadVersion(Counter.Type, "a").Version));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_refusal_and_a_no_op_leave_no_row_and_are_decided_again(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        var request = Caller("k1");

        var refused = await host.Send("a", new CounterCommand.Send("b", 5), request);
        var nothing = await host.Send("a", new CounterCommand.Add(0), Caller("k2"));
        Assert.Equal((AnswerKind.Refused, "insufficient", 0), (refused.Kind, refused.Refusal?.Code, refused.Version));
        Assert.Equal(AnswerKind.Nothing, nothing.Kind);
        Assert.Equal(0, host.Journal.Head.Offset);

        await host.Send("a", new CounterCommand.Add(5));
        Assert.Equal(AnswerKind.Done, (await host.Send("a", new CounterCommand.Send("b", 5), request)).Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_answer_is_given_before_what_it_rests_on_is_on_disk(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        var done = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Caller("k")).AsTask();
        var repeated = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Caller("k")).AsTask();
        var refused = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(-1), Request.By("test")).AsTask();
        var nothing = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(0), Request.By("test")).AsTask();

        Assert.All<Task>([done, repeated, refused, nothing], task => Assert.False(task.IsCompleted));
        Assert.Equal(0, host.Read("a").Total);
        host.Settle();

        Assert.Equal(
            [AnswerKind.Done, AnswerKind.Repeated, AnswerKind.Refused, AnswerKind.Nothing],
            (await Task.WhenAll(done, repeated, refused, nothing)).Select(answer => answer.Kind));
        Assert.Equal(1, host.Read("a").Total);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_id_has_one_effect_and_the_first_outcome_also_after_restarts(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Add(3), Caller("k", body: 1));
        await host.Send("a", new CounterCommand.Add(100));

        foreach (var fromRows in new[] { false, true })
        {
            host = host.Again(checkpoint: fromRows);
            Assert.Equal(fromRows ? 0 : 2, host.Host.ReplayedEvents);
            var repeated = await host.Send("a", new CounterCommand.Add(3), Caller("k", body: 1));
            Assert.Equal((AnswerKind.Repeated, "total 3", 103), (repeated.Kind, repeated.Outcome, repeated.State.Total));
            var reused = await host.Send("a", new CounterCommand.Add(4), Caller("k", body: 2));
            Assert.Equal((AnswerKind.IdReused, 103), (reused.Kind, reused.State.Total));
        }

        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task When_too_many_ids_are_young_the_next_waits_and_none_is_forgotten(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store, types: [Counter.With(rememberCount: 3)]);
        for (var n = 1; n <= 3; n++) await host.Send("a", new CounterCommand.Add(1), Caller("k" + n));

        Assert.Equal(AnswerKind.TooManyRemembered, (await host.Send("a", new CounterCommand.Add(1), Caller("k4"))).Kind);
        Assert.Equal(AnswerKind.Repeated, (await host.Send("a", new CounterCommand.Add(1), Caller("k1"))).Kind);
        Assert.Equal(AnswerKind.Done, (await host.Send("b", new CounterCommand.Add(1), Caller("k4"))).Kind);
        Assert.Equal(AnswerKind.Done, (await host.Send("a", new CounterCommand.Add(1))).Kind);

        host.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromTicks(1));
        Assert.Equal(AnswerKind.Done, (await host.Send("a", new CounterCommand.Add(1), Caller("k4"))).Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Instants_of_an_entity_never_run_backwards(string kind)
    {
        using var store = TestStore.Of(kind);
        using (var late = new HostUnderTest(store)) await late.Send("a", new CounterCommand.Add(1));
        using var early = new HostUnderTest(store, new Unit.ManualClock(HostUnderTest.Morning.AddDays(-1)));
        await early.Send("a", new CounterCommand.Add(1));

        Assert.All(Rows.All(early.Journal), batch => Assert.Equal(HostUnderTest.Morning.UtcTicks, batch.Rows[0].InstantTicks));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_decider_that_throws_changes_nothing_and_the_next_command_is_taken(string kind)
    {
        using var store = TestStore.Of(kind);
        var buggy = Counter.With(decide: (state, command, context) =>
            command is CounterCommand.Add { Amount: 13 } ? throw new InvalidOperationException("a bug") : Counter.Decide(state, command, context));
        using var host = new HostUnderTest(store, types: [buggy]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Send("a", new CounterCommand.Add(13)));
        Assert.Equal(1, (await host.Send("a", new CounterCommand.Add(1))).State.Total);
        Assert.Equal(1, host.Journal.Head.Offset);
    }

    [Fact]
    public async Task A_full_queue_takes_nothing()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store, options: new HostOptions { QueueLimit = 2 });
        var taken = Enumerable.Range(0, 2).Select(_ => host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Request.By("test")).AsTask()).ToList();

        await Assert.ThrowsAsync<JournalFullException>(() => host.Send("a", new CounterCommand.Add(1)));
        host.Settle();
        await Task.WhenAll(taken);
        Assert.Equal(2, host.Read("a").Total);
    }

    /// <summary>A few rows may be large: they are bounded by their length too.</summary>
    [Fact]
    public async Task A_queue_of_long_rows_takes_nothing_either()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store, options: new HostOptions { QueueBytes = 20_000 });
        var name = new Sealed<string>("somebody", new string('x', 10_000)); // A third longer when it is sealed.
        var taken = Enumerable.Range(0, 2).Select(_ => host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Name(name), Request.By("test")).AsTask()).ToList();
        Assert.InRange(host.Figures.QueueBytes, 20_000, 30_000);

        await Assert.ThrowsAsync<JournalFullException>(() => host.Send("b", new CounterCommand.Add(1)));
        host.Settle();
        await Task.WhenAll(taken);
        Assert.Equal(0, host.Figures.QueueBytes);
        Assert.Equal(AnswerKind.Done, (await host.Send("b", new CounterCommand.Add(1))).Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_callers_on_threads_lose_nothing(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        host.Host.Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var n = 0; n < 50; n++) await host.Host.SendAsync(Counter.Type, $"e{n % 5}", new CounterCommand.Add(1), Request.By($"caller {caller}"));
        })));

        Assert.Equal(400, Enumerable.Range(0, 5).Sum(n => host.Read($"e{n}").Total));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_the_stop_nobody_waits_for_ever(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        host.Host.Start();
        host.Host.Stop();

        await Assert.ThrowsAsync<CommitUnknownException>(async () => await host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Request.By("test")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_watcher_is_woken_by_the_commit(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        var key = EntityKey.Of(Counter.Type, "a");
        var watching = host.Host.WaitForChangeAsync(key, 0, TestContext.Current.CancellationToken);
        await host.Send("b", new CounterCommand.Add(1));
        Assert.False(watching.IsCompleted);

        await host.Send("a", new CounterCommand.Add(1));

        Assert.Equal(1, await watching);
        Assert.Equal(1, await host.Host.WaitForChangeAsync(key, 0, TestContext.Current.CancellationToken));
    }

    private static Request Caller(string key, UInt128 body = default) => new(CommandId.From("caller", key), "caller", body);
}
