using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Idle entities leave the memory and come back as they were.</summary>
public sealed class MemoryTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Clean_idle_entities_are_dropped_down_to_the_limit_and_read_again(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store, options: new HostOptions { MaximumLoaded = 10 });
        for (var n = 0; n < 50; n++) await host.Send($"e{n}", new CounterCommand.Add(n + 1), Caller($"k{n}"));

        host.Host.Evict();
        Assert.Equal(50, host.Host.Directory.Count); // Dirty ones stay.
        host.Checkpoint();
        host.Host.Evict();

        Assert.Equal(10, host.Host.Directory.Count);
        for (var n = 0; n < 50; n++)
        {
            Assert.Equal(n + 1, host.Read($"e{n}").Total);
            var repeated = await host.Send($"e{n}", new CounterCommand.Add(n + 1), Caller($"k{n}"));
            Assert.Equal((AnswerKind.Repeated, $"total {n + 1}"), (repeated.Kind, repeated.Outcome));
            Assert.Equal(2, (await host.Send($"e{n}", new CounterCommand.Add(1))).Version);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Asking_for_what_does_not_exist_leaves_nothing_in_memory(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);

        for (var n = 0; n < 100; n++) Assert.Same(Counter.Type.Empty, host.Read($"nobody{n}"));

        Assert.Equal(0, host.Host.Directory.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_dropped_entity_takes_mail_once(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, options: new HostOptions { MaximumLoaded = 0 });
        await host.Send("a", new CounterCommand.Add(100));
        for (var n = 0; n < 5; n++)
        {
            await host.Send("a", new CounterCommand.Send("b", 1));
            host.Checkpoint();
            host.Host.Evict();
            Assert.Equal(0, host.Host.Directory.Count);
        }

        Assert.Equal((95, 5), (host.Read("a").Total, host.Read("b").Total));
        host.Dispose();
    }

    private static Request Caller(string key) => new(CommandId.From("caller", key), "caller");
}
