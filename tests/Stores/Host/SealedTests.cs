using System.Text;
using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>What identifies a person is readable with that person's key, and with nothing else.</summary>
public sealed class SealedTests
{
    private const string Secret = "Anna Maria Sealed-Name";

    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_sealed_value_comes_back_from_events_and_from_rows_and_is_nowhere_in_plain(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Named(store);
        Assert.Equal(Secret, host.Read("a").Name!.Reveal());

        foreach (var fromRows in new[] { false, true })
        {
            host = host.Again(checkpoint: fromRows);
            Assert.Equal(Secret, host.Read("a").Name!.Reveal());
            Assert.Equal("person-1", host.Read("a").Name!.Subject);
        }

        AssertNowhere(host, Secret);
        host.Dispose();
        Assert.All(Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories), path => AssertNotIn(File.ReadAllBytes(path), path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_erasure_the_value_is_gone_in_memory_in_events_and_in_rows_and_the_rest_stays(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Named(store);
        host = host.Again();
        Assert.Equal(Secret, host.Read("a").Name!.Reveal());

        host.Keys.Erase("person-1");

        Assert.Null(host.Read("a").Name!.Reveal());
        host = host.Again(checkpoint: true);
        Assert.Null(host.Read("a").Name!.Reveal());
        Assert.Equal(5, host.Read("a").Total);
        host.Checkpoints.Reset();
        host = host.Again(checkpoint: false);
        Assert.Null(host.Read("a").Name!.Reveal());
        Assert.Equal(AnswerKind.Done, (await host.Send("a", new CounterCommand.Name(new Sealed<string>("person-1", Secret)))).Kind);
        host = host.Again();
        Assert.Null(host.Read("a").Name!.Reveal()); // Nothing can be sealed for somebody who was erased.
        host.Dispose();
    }

    /// <summary>A state that was never read back is no exception.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task After_erasure_a_value_that_was_just_given_is_gone_from_memory_too(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = await Named(store);
        var given = new Sealed<string>("person-1", "Another name");
        await host.Send("a", new CounterCommand.Name(given));
        Assert.Equal("Another name", given.Reveal());

        host.Keys.Erase("person-1");

        Assert.Null(host.Read("a").Name!.Reveal());
        Assert.Null(given.Reveal());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_lost_key_is_said_and_never_taken_for_an_erasure(string kind)
    {
        using var store = TestStore.Of(kind);
        var host = await Named(store);
        host.Dispose();
        foreach (var file in Directory.GetFiles(store.Folder, "keys.db*")) File.Delete(file);
        using var again = new HostUnderTest(store);

        var lost = Assert.Throws<StoreDamagedException>(() => again.Read("a").Name!.Reveal());

        Assert.Contains("keys.db", lost.Message, StringComparison.Ordinal);
        Assert.Contains("backup", lost.Message, StringComparison.Ordinal);
        Assert.Equal(5, again.Read("a").Total);
    }

    private static async Task<HostUnderTest> Named(TestStore store)
    {
        var host = new HostUnderTest(store);
        await host.Send("a", new CounterCommand.Add(5));
        await host.Send("a", new CounterCommand.Name(new Sealed<string>("person-1", Secret)));
        return host;
    }

    private static void AssertNowhere(HostUnderTest host, string secret)
    {
        foreach (var batch in Rows.All(host.Journal))
        {
            for (var index = 0; index < batch.Rows.Count; index++) Assert.DoesNotContain(secret, Encoding.UTF8.GetString(batch.Rows.BytesOf(index)), StringComparison.Ordinal);
        }

        Assert.All(host.Checkpoints.All(), row => Assert.DoesNotContain(secret, Encoding.UTF8.GetString(row.Body.Span), StringComparison.Ordinal));
    }

    private static void AssertNotIn(byte[] content, string path) => Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, path);
}
