using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Views follow the journal, and can always be made again from it.</summary>
public sealed class ViewTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_view_shows_an_answer_once_it_has_read_up_to_it(string kind)
    {
        using var store = TestStore.Of(kind);
        var view = new CountersView();
        using var host = new HostUnderTest(store, views: [view]);
        var waiting = view.WaitForAsync(1, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        var answer = await host.Send("a", new CounterCommand.Add(5));
        await waiting;

        Assert.Equal((answer.Offset, (1, 5)), (view.Position, view.Of("a")));
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_nothing_behind_and_whoever_waits_on_is_told()
    {
        using var store = TestStore.Of("memory");
        var view = new CountersView();
        using var host = new HostUnderTest(store, views: [view]);
        using var patience = new CancellationTokenSource();
        var staying = view.WaitForAsync(1, TestContext.Current.CancellationToken);
        var leaving = Enumerable.Range(1, 100).Select(offset => view.WaitForAsync(offset, patience.Token)).ToList();
        Assert.Equal(100, view.Awaited);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(leaving));
        Assert.Equal(1, view.Awaited);

        await host.Send("a", new CounterCommand.Add(5));
        await staying;
        Assert.Equal(0, view.Awaited);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_comes_while_a_round_is_under_way_begins_another(string kind)
    {
        using var store = TestStore.Of(kind);
        var view = new CountersView();
        using var host = new HostUnderTest(store, views: [view]);
        await using var rounds = view.RoundsAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await rounds.MoveNextAsync());

        var answer = await host.Send("a", new CounterCommand.Add(5));
        await view.WaitForAsync(answer.Offset, TestContext.Current.CancellationToken);
        Assert.True(await rounds.MoveNextAsync());
        Assert.Equal(answer.Offset, rounds.Current);

        var third = rounds.MoveNextAsync().AsTask();
        Assert.False(third.IsCompleted);
        await host.Send("a", new CounterCommand.Add(1));
        Assert.True(await third);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_goes_on_where_it_was_after_a_restart(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, views: [new CountersView()]);
        for (var n = 0; n < 20; n++) await host.Send("a", new CounterCommand.Add(1));

        var view = new CountersView();
        host = host.Again(views: [view]);
        Assert.Equal((20, (20, 20)), (view.Position, view.Of("a")));
        await host.Send("a", new CounterCommand.Add(1));

        Assert.Equal((21, 21), view.Of("a"));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_version_drops_it_and_makes_it_again_while_commands_are_served(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, views: [new CountersView()]);
        for (var n = 0; n < 20; n++) await host.Send("a", new CounterCommand.Add(1));

        var view = new CountersView(version: 2);
        host = host.Again(views: [view]);
        Assert.Equal((0, (0, 0)), (view.Position, view.Of("a")));
        host.Start();
        var answer = await host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Request.By("test"));

        await view.WaitForAsync(answer.Offset, TestContext.Current.CancellationToken);
        Assert.Equal((21, 21), view.Of("a"));
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_of_another_history_is_dropped(string kind)
    {
        using var store = TestStore.Of(kind);
        using var other = TestStore.Of("memory");
        using (var host = new HostUnderTest(other, views: [new CountersView()])) await host.Send("other", new CounterCommand.Add(1));
        using (var host = new HostUnderTest(store)) await host.Send("a", new CounterCommand.Add(1));
        Directory.CreateDirectory(Path.Combine(store.Folder, "views"));
        File.Copy(Path.Combine(other.Folder, "views", "counters.db"), Path.Combine(store.Folder, "views", "counters.db"));

        var view = new CountersView();
        using var again = new HostUnderTest(store, views: [view]);
        again.Settle();

        Assert.Equal(((0, 0), (1, 1)), (view.Of("other"), view.Of("a")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_reads_old_events_from_the_store_when_they_are_no_longer_in_memory(string kind)
    {
        using var store = TestStore.Of(kind);
        var options = new HostOptions { WindowRows = 2 };
        var host = new HostUnderTest(store, options: options);
        for (var n = 0; n < 30; n++) await host.Send("a", new CounterCommand.Add(1));

        var view = new CountersView();
        host = host.Again(views: [view], options: options);
        for (var n = 0; n < 5; n++) await host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(0), Request.By("test"));
        host.Settle();

        Assert.Equal((30, 30), view.Of("a"));
        host.Dispose();
    }
}
