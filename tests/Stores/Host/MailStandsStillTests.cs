using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Mail that a program cannot make or cannot address: it stands still, says so, and loses nothing; everybody is answered as ever, and a program that can goes on where it stood.</summary>
public sealed class MailStandsStillTests
{
    private static readonly EntityType s_cannotReact = Counter.With(react: (stored, origin) => stored is CounterEvent.Sent { Amount: 2 } ? throw new InvalidOperationException("a bug") : Counter.React(stored, origin));

    private static readonly EntityType s_writesToDrawers = Counter.With(react: (stored, _) => stored is CounterEvent.Sent sent ? [new PostedMail(new EntityKey("drawer/" + sent.To), new Parcel(sent.Amount))] : []);

    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_React_that_throws_stops_the_mail_and_nothing_else(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [s_cannotReact]);
        await host.Send("a", new CounterCommand.Add(100));
        foreach (var amount in (int[])[1, 2, 4]) await host.Send("a", new CounterCommand.Send("b", amount));

        Assert.Equal((93, 1), (host.Read("a").Total, host.Read("b").Total));
        Assert.Contains("a bug", Assert.Single(host.MailStopped), StringComparison.Ordinal);
        Assert.Contains("counter/a", host.Host.Relay.StoppedBecause, StringComparison.Ordinal);
        Assert.True(host.Figures is { MailStandsStill: true, MailLagEvents: > 0, StoppedEntities: 0 });

        host = host.Again(types: [Counter.Type]);
        host.Settle();

        Assert.Equal((93, 7), (host.Read("a").Total, host.Read("b").Total));
        Assert.Empty(host.MailStopped);
        Assert.False(host.Figures.MailStandsStill);
        host.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Mail_to_an_entity_type_that_is_not_registered_waits_for_a_program_that_has_it(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [s_writesToDrawers]);
        await host.Send("a", new CounterCommand.Add(100));
        foreach (var amount in (int[])[1, 2, 4]) await host.Send("a", new CounterCommand.Send("b", amount));
        Assert.Contains("drawer/b", Assert.Single(host.MailStopped), StringComparison.Ordinal);
        Assert.Equal(93, host.Read("a").Total);

        var drawer = Counter.With(name: "drawer");
        host = host.Again(types: [s_writesToDrawers, drawer]);
        host.Settle();

        Assert.Equal(7, host.Host.Read(drawer, "b").Total);
        host.Dispose();
    }

    /// <summary>The rows are complete, so that the start itself does not come across the events; the relay does.</summary>
    [Fact]
    public async Task Events_of_an_entity_type_that_is_not_registered_are_not_passed_over()
    {
        using var store = TestStore.Of("memory");
        var drawer = Counter.With(name: "drawer", react: (stored, _) => stored is CounterEvent.Sent sent ? [new PostedMail(new EntityKey("counter/" + sent.To), new Parcel(sent.Amount))] : []);
        var host = new HostUnderTest(store, types: [Counter.Type, drawer]);
        await host.Send("a", new CounterCommand.Add(1));
        foreach (var command in (CounterCommand[])[new CounterCommand.Add(5), new CounterCommand.Send("b", 5)])
        {
            var answer = host.Host.SendAsync(drawer, "d", command, Request.By("test"));
            host.Host.Writer.Step();
            await answer;
        }

        host = host.Again(checkpoint: true);
        host.Settle();
        Assert.Contains("drawer/d", Assert.Single(host.MailStopped), StringComparison.Ordinal);

        host = host.Again(types: [Counter.Type, drawer]);
        host.Settle();
        Assert.Equal(5, host.Read("b").Total);
        host.Dispose();
    }

    /// <summary>What slows commands down is there to let mail keep up; it would slow them down for nothing.</summary>
    [Fact]
    public async Task Nobody_is_slowed_down_for_mail_that_stands_still()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store, types: [s_cannotReact], options: new HostOptions { TailLimit = 2 });
        await host.Send("a", new CounterCommand.Add(100));
        await host.Send("a", new CounterCommand.Send("b", 2));
        for (var number = 0; number < 10; number++)
        {
            host.Checkpoint();
            var answer = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Request.By("test"));
            Assert.Equal(1, host.Figures.QueueRows); // Decided at once.
            host.Settle();
            await answer;
        }

        Assert.True(host.Figures.MailLagEvents > 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Parked_mail_that_this_program_cannot_make_stands_still_too(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [Counter.ThatCannotReceive]);
        await host.Send("a", new CounterCommand.Add(100));
        foreach (var amount in (int[])[1, 2, 4]) await host.Send("a", new CounterCommand.Send("b", amount));
        Assert.Equal(3, host.Host.Relay.ParkedCount);

        host = host.Again(types: [s_cannotReact]);
        host.Settle();
        host.Checkpoint();
        Assert.Contains("a bug", Assert.Single(host.MailStopped), StringComparison.Ordinal);
        Assert.Equal((1, 2), (host.Read("b").Total, host.Host.Relay.ParkedCount));

        host = host.Again();
        host.Settle();
        Assert.Equal((7, 0), (host.Read("b").Total, host.Host.Relay.ParkedCount));
        host.Dispose();
    }

    [Fact]
    public async Task With_threads_the_process_goes_on_and_stops_when_it_is_told_to()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store, types: [s_cannotReact]);
        var (stopped, failed) = (new TaskCompletionSource<string>(), false);
        host.Host.OnMailStopped = stopped.SetResult;
        host.Host.OnFailed = _ => failed = true;
        host.Start();
        await host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(100), Request.By("test"));
        await host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Send("b", 2), Request.By("test"));

        Assert.Contains("a bug", await stopped.Task, StringComparison.Ordinal);
        Assert.Equal(AnswerKind.Done, (await host.Host.SendAsync(Counter.Type, "b", new CounterCommand.Add(1), Request.By("test"))).Kind);
        host.Host.Stop();
        Assert.False(failed);
    }

    /// <summary>It stops the receiver, not the process, as a decider that throws does.</summary>
    [Fact]
    public async Task A_receiver_whose_event_cannot_be_written_stops()
    {
        using var store = TestStore.Of("memory");
        var nameless = Counter.With(decide: (state, command, context) => command is CounterCommand.Receive ? new Nameless() : Counter.Decide(state, command, context), apply: (state, stored) => stored is Nameless ? state : Counter.Apply(state, stored));
        using var host = new HostUnderTest(store, types: [nameless]);
        await host.Send("a", new CounterCommand.Add(1));
        await host.Send("a", new CounterCommand.Send("b", 1));

        Assert.Contains("no stored name", Assert.Single(host.Stopped).Reason, StringComparison.Ordinal);
        Assert.Equal(1, host.Host.Relay.ParkedCount);
    }

    private sealed record Nameless : CounterEvent;
}
