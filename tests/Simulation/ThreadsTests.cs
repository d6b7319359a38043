using System.Collections.Concurrent;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation;

/// <summary>
/// The same promises with threads, where the seed decides what is asked and the machine decides the order. Each part of the host has one, as HostThreads gives it, without its waits. It finds what only real threads do (a turn beside an
/// eviction, a commit beside a checkpoint); what it finds cannot be run again exactly, so most of the searching is left to the simulation.
/// </summary>
public sealed class ThreadsTests
{
    private const int Clients = 4;
    private const int Commands = 2_000;

    [Fact]
    public async Task The_promises_hold_with_threads()
    {
        using var host = new StepHost(options: new HostOptions { MaximumLoaded = 3, WindowRows = 64, CheckpointRows = 2, QueueLimit = 64 });
        var stopped = new ConcurrentQueue<string>();
        host.Host.OnStopped = (entity, reason) => stopped.Enqueue($"{entity}: {reason}");
        var told = await WithPartsAsync(host.Host, () => Task.WhenAll(Enumerable.Range(1, Clients).Select(client => Task.Run(() => AskManyAsync(host.Host, client)))));

        Assert.Empty(stopped);
        var journal = new JournalModel(host.Journal, host.Types);
        CheckRows(journal);
        Assert.True(journal.Offset > Commands, $"only {journal.Offset} events");
        foreach (var (stream, version) in told.SelectMany(versions => versions)) Assert.True(journal.Stream(stream).Version >= version, $"{stream} was answered at v{version} and is at v{journal.Stream(stream).Version}");

        using var again = new StepHost(host);
        CheckStates(again, journal);
    }

    private static async Task<T> WithPartsAsync<T>(EntityHost host, Func<Task<T>> work)
    {
        using var stop = new CancellationTokenSource();
        Task[] followers =
        [
            Part(() => host.Relay.Step(), stop.Token),
            Part(() => host.Timers.Step(), stop.Token),
            Part(
                () =>
                {
                    host.Checkpointer.Step();
                    host.Evict();
                },
                stop.Token),
        ];
        using var stopWriter = new CancellationTokenSource();
        var writer = Part(() => host.Writer.Step(), stopWriter.Token);
        var result = await work();
        await stop.CancelAsync();
        await Task.WhenAll(followers);
        await stopWriter.CancelAsync();
        await writer;
        return result;
    }

    private static Task Part(Action step, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            while (!stop.IsCancellationRequested)
            {
                step();
                Thread.Yield();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static async Task<Dictionary<string, long>> AskManyAsync(EntityHost host, int client)
    {
        var (random, told) = (new Random(client), new Dictionary<string, long>(StringComparer.Ordinal));
        for (var number = 0; number < Commands; number++)
        {
            var key = $"p{random.Next(6)}";

            // Few ids, for few are remembered; each is used for two commands, the second of which must not be done.
            var request = number % 200 < 2 ? new Request(CommandId.From($"client {client}", $"{number / 200}"), "client") : Request.By("client");
            if (random.Next(3) == 0) await AskAsync(host, told, Mint.Type, $"m{random.Next(3)}", new MintCommand.Issue($"t{client}-{number}", $"purse/{key}", random.Next(1, 9)), request);
            else await AskAsync(host, told, Purse.Type, key, new PurseCommand.Send($"t{client}-{number}", $"purse/p{random.Next(6)}", random.Next(1, 9), WithFee: true), request);
        }

        return told;
    }

    private static async Task AskAsync<TState, TCommand, TEvent>(EntityHost host, Dictionary<string, long> told, EntityType<TState, TCommand, TEvent> type, string key, TCommand command, Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        try
        {
            var answer = await host.SendAsync(type, key, command, request);
            var (_, version) = host.ReadVersion(type, key);
            Assert.True(version >= answer.Version, $"{type.Name}/{key} was answered at v{answer.Version} and is read at v{version}");
            told[EntityKey.Of(type, key).Value] = answer.Version;
        }
        catch (JournalFullException)
        {
            await Task.Yield(); // Nothing was taken, and this client does not insist.
        }
    }

    private static void CheckRows(JournalModel journal)
    {
        Oracle[] oracles = [new MoneyIsConserved(), new TheSameRequestTwiceHasOneEffect(journal), new NothingIsLostOrDoubledBetweenEntities(journal), new InstantsNeverRunBackwards()];
        foreach (var row in journal.CatchUp(Assert.Fail))
        {
            foreach (var oracle in oracles) oracle.Row(row);
        }
    }

    private static void CheckStates(StepHost host, JournalModel journal)
    {
        var reader = new EntityReader(host.Types);
        foreach (var stream in journal.Streams.Values.Where(stream => stream.Version > 0))
        {
            var (state, version) = reader.Read(host.Host, stream.Stream);
            Assert.Equal((stream.Version, stream.JsonAt(stream.Version)), (version, stream.Json(state)));
        }
    }
}
