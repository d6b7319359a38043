using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>What is not there is searched for once, and never taken for absent when it is there.</summary>
public sealed class AbsentStreamsTests
{
    private readonly AbsentStreams _absent = new(limit: 4);

    [Fact]
    public void What_was_found_to_be_absent_is_known_until_somebody_makes_it()
    {
        Assert.False(_absent.Contains("a/1"));

        _absent.Add("a/1");
        _absent.Add("a/1");

        Assert.True(_absent.Contains("a/1"));
        Assert.True(_absent.Forget("a/1"));
        Assert.False(_absent.Contains("a/1"));
        Assert.False(_absent.Forget("a/1"));
    }

    [Fact]
    public void It_begins_anew_when_it_is_full()
    {
        for (var n = 0; n < 5; n++) _absent.Add($"a/{n}");

        Assert.False(_absent.Contains("a/0"));
        Assert.True(_absent.Contains("a/4"));
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Asking_for_what_does_not_exist_fills_no_memory_and_whoever_makes_it_is_seen(string kind)
    {
        using var store = TestStore.Of(kind);
        using var host = new HostUnderTest(store);

        for (var n = 0; n < 3; n++) Assert.Equal(0, host.Read($"e{n}").Total);
        Assert.Equal(0, host.Figures.LoadedEntities);
        await host.Send("e1", new CounterCommand.Add(5));

        Assert.Equal((0, 5), (host.Read("e0").Total, host.Read("e1").Total));
        Assert.Equal(1, host.Figures.LoadedEntities);
    }

    [Fact]
    public async Task A_read_beside_the_one_who_makes_it_never_hides_it()
    {
        using var store = TestStore.Of("memory");
        using var host = new HostUnderTest(store);
        host.Start();
        for (var n = 0; n < 2_000; n++)
        {
            var key = $"e{n}";
            var reading = Task.Run(() =>
            {
                // Until it is seen: forever, if it were taken for absent.
                while (host.Read(key).Total == 0) Thread.Yield();
            });
            await host.Host.SendAsync(Counter.Type, key, new CounterCommand.Add(1), Request.By("test"));
            Assert.Equal(1, host.Read(key).Total);
            await reading.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
