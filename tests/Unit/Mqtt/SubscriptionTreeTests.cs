using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

public sealed class SubscriptionTreeTests
{
    private static readonly string[] s_levels = ["", "a", "b", "$x", "long enough for an array"];

    private static Gen<string> Topics { get; } = Gen.Elements(s_levels).NonEmptyListOf().Select(levels => string.Join('/', levels.Take(4))).Where(topic => topic.Length > 0);

    private static Gen<string> Filters { get; } =
        from levels in Gen.Elements([.. s_levels, "+"]).NonEmptyListOf()
        from end in Gen.Elements("", "/#")
        select string.Join('/', levels.Take(4)) + end;

    /// <summary>Adding, replacing and removing in any order leaves what a list would hold, and finds what a look at each filter would find.</summary>
    [Fact]
    public void It_finds_what_a_look_at_every_filter_finds() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(
        Arb.From((from filter in Gen.OneOf(Filters.Where(text => text.Length > 0), Gen.Constant("#")) from client in Gen.Choose(0, 12) from isAdded in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false))) select (filter, client, isAdded)).ListOf()),
        Arb.From(Topics.ListOf(5)),
        (changes, topics) =>
        {
            var tree = new SubscriptionTree<Subscription>(new ByClient());
            var list = new Dictionary<(string, int), Subscription>();
            foreach (var (filter, client, isAdded) in changes) Change(tree, list, filter, client, isAdded);

            Assert.Equal(list.Count, tree.Count);
            foreach (var topic in topics)
            {
                var found = new List<Subscription>();
                tree.Match(Encoding.UTF8.GetBytes(topic), found);
                Assert.Equal(list.Values.Where(one => TopicFilter.Parse(one.Filter).Matches(Encoding.UTF8.GetBytes(topic))).Select(one => one.Id).Order(), found.Select(one => one.Id).Order());
            }
        }));

    [Fact]
    public void MQTT_3_8_4_3_an_equal_subscription_takes_the_place_of_the_earlier()
    {
        var tree = new SubscriptionTree<Subscription>(new ByClient());
        var filter = TopicFilter.Parse("a/+");
        var first = new Subscription(1, 7, "a/+");
        var second = new Subscription(2, 7, "a/+");

        Assert.Null(tree.Add(filter, first));
        Assert.Same(first, tree.Add(filter, second));
        Assert.Same(second, tree.Remove(filter, first));
        Assert.Null(tree.Remove(filter, first));
        Assert.Equal(0, tree.Count);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var tree = new SubscriptionTree<string>();
        foreach (var filter in (string[])["#", "a/#", "a/+/c", "+/b/+", "a/b/c", "a/b/+"]) tree.Add(TopicFilter.Parse(filter), filter);
        var found = new List<string>(10);
        tree.Match("a/b/c"u8, found);
        found.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        tree.Match("a/b/c"u8, found);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(6, found.Count);
    }

    /// <summary>The depth is chosen by clients, so it must not be a matter of the thread's stack.</summary>
    [Fact]
    public void A_filter_as_deep_as_a_packet_can_hold_is_found()
    {
        var tree = new SubscriptionTree<string>();
        tree.Add(TopicFilter.Parse(string.Join('/', Enumerable.Repeat('+', 32_768))), "deep");
        tree.Add(TopicFilter.Parse(string.Join('/', Enumerable.Repeat("", 65_536))), "deeper");
        var found = new List<string>();

        tree.Match(Encoding.UTF8.GetBytes(string.Join('/', Enumerable.Repeat('a', 32_768))), found);
        tree.Match(Encoding.UTF8.GetBytes(new string('/', 65_535)), found);

        Assert.Equal(["deep", "deeper"], found);
    }

    /// <summary>Readers take no lock: what stays is found by each of them, whatever changes beside it.</summary>
    [Fact]
    public async Task What_stays_is_found_while_all_else_changes()
    {
        var tree = new SubscriptionTree<string>();
        tree.Add(TopicFilter.Parse("a/stays"), "stays");
        using var ends = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadUntil(tree, ends.Token))).ToArray();

        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 2_000; i++) tree.Add(TopicFilter.Parse(string.Create(CultureInfo.InvariantCulture, $"a/{i}")), "goes");
            for (var i = 0; i < 2_000; i++) tree.Add(TopicFilter.Parse("a/stays"), i.ToString(CultureInfo.InvariantCulture));
            for (var i = 0; i < 2_000; i++) tree.Remove(TopicFilter.Parse("a/stays"), i.ToString(CultureInfo.InvariantCulture));
            for (var i = 0; i < 2_000; i++) tree.Remove(TopicFilter.Parse(string.Create(CultureInfo.InvariantCulture, $"a/{i}")), "goes");
        }

        await ends.CancelAsync();
        Assert.All(await Task.WhenAll(readers), looks => Assert.True(looks > 0));
        Assert.Equal(1, tree.Count);
    }

    private static int ReadUntil(SubscriptionTree<string> tree, CancellationToken end)
    {
        var looks = 0;
        var found = new List<string>();
        do
        {
            found.Clear();
            tree.Match("a/stays"u8, found);
            Assert.Single(found, "stays");
            looks++;
        }
        while (!end.IsCancellationRequested);
        return looks;
    }

    private static void Change(SubscriptionTree<Subscription> tree, Dictionary<(string, int), Subscription> list, string filter, int client, bool isAdded)
    {
        var subscription = new Subscription(list.Count, client, filter);
        list.TryGetValue((filter, client), out var known);
        if (isAdded)
        {
            Assert.Same(known, tree.Add(TopicFilter.Parse(filter), subscription));
            list[(filter, client)] = subscription;
            return;
        }

        Assert.Same(known, tree.Remove(TopicFilter.Parse(filter), subscription));
        list.Remove((filter, client));
    }

    private sealed record Subscription(int Id, int Client, string Filter);

    private sealed class ByClient : IEqualityComparer<Subscription>
    {
        public bool Equals(Subscription? x, Subscription? y) => x?.Client == y?.Client;

        // Few places for many: the table has to look further.
        public int GetHashCode(Subscription obj) => obj.Client % 3;
    }
}
