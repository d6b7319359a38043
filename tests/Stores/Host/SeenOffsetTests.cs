using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Whoever has seen a state and asks how far to wait is told an offset that is not before that state's.</summary>
public sealed class SeenOffsetTests
{
    private const int Rounds = 100;
    private const int CommandsAtOnce = 100;

    /// <summary>The order of two steps of the writer, with every kind of store the same; in memory a batch comes after the other, so that readers meet many.</summary>
    [Fact]
    public async Task It_has_come_to_a_version_before_a_reader_sees_the_version()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store);
        host.Start();
        using var written = new CancellationTokenSource();
        TaskCompletionSource[] begun = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];
        Task<int>[] readers = [.. begun.Select(one => ReaderOf(host.Host, one, written.Token))];
        await Task.WhenAll(begun.Select(one => one.Task));

        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Task.WhenAll(Enumerable.Range(0, CommandsAtOnce).Select(_ => host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Add(1), Request.By("test")).AsTask()));
            }
        }
        finally
        {
            await written.CancelAsync();
        }

        foreach (var versions in await Task.WhenAll(readers)) Assert.True(versions > 1, "The reader saw one version at the most, and so looked at nothing that was just written.");
        Assert.Equal(Rounds * CommandsAtOnce, host.Host.SeenOffset);
    }

    // One entity alone in an empty store: its versions are the offsets.
    private static Task<int> ReaderOf(EntityHost host, TaskCompletionSource begun, CancellationToken written) => Task.Factory.StartNew(
        () =>
        {
            begun.SetResult();
            var (versions, last) = (0, 0L);
            while (!written.IsCancellationRequested)
            {
                var version = host.ReadVersion(Counter.Type, "a").Version;
                var offset = host.SeenOffset;
                Assert.True(offset >= version, $"Version {version} was seen while the offset to wait for was {offset}.");
                if (version != last) versions++;
                last = version;
            }

            return versions;
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
