using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>Whoever waits for mail goes on when it is taken and on disk, and not before.</summary>
public sealed class WaitForMailTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_waits_until_the_letter_is_on_disk(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Add(100));
        var sent = host.Host.SendAsync(Counter.Type, "a", new CounterCommand.Send("b", 1), Request.By("test"));
        host.Host.Writer.Step();
        await sent;
        var offset = host.Host.Head.Offset;

        Assert.False(host.Host.Relay.IsPast(offset));
        host.Host.Relay.Step();
        Assert.False(host.Host.Relay.IsPast(offset));
        host.Host.Writer.Step();

        Assert.True(host.Host.Relay.IsPast(offset));
        await host.Host.WaitForMailAsync(offset, CancellationToken.None);
        Assert.Equal(1, host.Read("b").Total);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_a_start_it_waits_for_what_was_parked_before(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = new HostUnderTest(store, types: [Counter.ThatCannotReceive]);
        await host.Send("a", new CounterCommand.Add(100));
        await host.Send("a", new CounterCommand.Send("b", 1));
        Assert.True(host.Host.Relay.IsPast(host.Host.Head.Offset), "Mail for a stopped receiver is not waited for.");

        host = host.Again(checkpoint: true);
        var offset = host.Host.Head.Offset;
        Assert.False(host.Host.Relay.IsPast(offset));
        host.Host.Relay.Step();
        Assert.False(host.Host.Relay.IsPast(offset));
        host.Settle();

        Assert.True(host.Host.Relay.IsPast(offset));
        Assert.Equal(1, host.Read("b").Total);
        host.Dispose();
    }
}
