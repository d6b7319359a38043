using System.Runtime.CompilerServices;

namespace Mainstay.Mqtt;

/// <summary>Told of each subscription that matches. A struct that is passed by reference: no allocation per match.</summary>
public interface ISubscriptionVisitor<in T>
{
    void Visit(T subscription);
}

/// <summary>
/// Finds the subscriptions that a topic matches, in time proportional to the topic's levels, the wildcards met on the way and the matches; not to the number of subscriptions.
/// <para>
/// Any number of threads may match while one at a time changes it, under a lock of its own. Readers take no lock: the tables (<see cref="OpenTable"/>) only ever change by single
/// references, so that a reader sees each subscription as it was before the change or after it. Copying what changes, the usual way without locks, would make 50,000 clients that come back at once copy a
/// table of 50,000 places as many times.
/// </para>
/// <para>
/// Memory (64 bit, measured): 173 bytes for each of 50,000 subscriptions to a filter of its own such as <c>mainstay/feeders/{16 characters}/command</c>, apart from <typeparamref name="T"/> itself; 11 to 22 for one more
/// subscription to the same filter.
/// </para>
/// </summary>
/// <typeparam name="T">A subscription. Two that are equal take each other's place under the same filter. [MQTT-3.8.4-3]</typeparam>
/// <param name="comparer">What is equal; null for <typeparamref name="T"/>'s own opinion.</param>
public sealed class SubscriptionTree<T>(IEqualityComparer<T>? comparer = null)
    where T : class
{
    private readonly Lock _writing = new();
    private readonly IEqualityComparer<T> _comparer = comparer ?? EqualityComparer<T>.Default;
    private readonly TopicNode<T> _root = new([]);
    private int _count;

    /// <summary>How many subscriptions there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <returns>The equal subscription that was there under this filter before; null when it is new.</returns>
    public T? Add(TopicFilter filter, T subscription)
    {
        lock (_writing)
        {
            var node = _root;
            var rest = filter.Utf8;
            for (var hasMore = true; hasMore;)
            {
                (var level, hasMore) = TopicLevels.Split(ref rest);
                node = node.ChildToAdd(level);
            }

            var replaced = node.Put(subscription, _comparer);
            if (replaced is null) Volatile.Write(ref _count, _count + 1);
            return replaced;
        }
    }

    /// <returns>The subscription that was there; null when there was none that is equal under this filter.</returns>
    public T? Remove(TopicFilter filter, T subscription)
    {
        lock (_writing)
        {
            var path = Path(filter);
            if (path.Count == 0 || path[^1].Take(subscription, _comparer) is not { } removed) return null;
            Volatile.Write(ref _count, _count - 1);
            for (var i = path.Count - 1; i > 0 && path[i].IsEmpty; i--) path[i - 1].Remove(path[i]);
            return removed;
        }
    }

    /// <summary>Adds what matches to a list, which the caller empties and uses again.</summary>
    /// <param name="topic">A valid topic name in UTF-8.</param>
    /// <param name="matches">Gets each subscription once for each filter under which it stands.</param>
    public void Match(ReadOnlySpan<byte> topic, List<T> matches)
    {
        var collector = new Collector(matches);
        Match(topic, ref collector);
    }

    /// <param name="topic">A valid topic name in UTF-8.</param>
    /// <param name="visitor">Told of each subscription, once for each filter under which it stands.</param>
    public void Match<TVisitor>(ReadOnlySpan<byte> topic, ref TVisitor visitor)
        where TVisitor : struct, ISubscriptionVisitor<T>, allows ref struct
    {
        // A stack of its own: the depth is the client's choice.
        var near = default(Near);
        var stack = new Stack(near);
        var isHidden = topic.StartsWith((byte)'$');
        stack.Push(_root, 0);
        while (stack.TryPop(out var node, out var at))
        {
            // [MQTT-4.7.2-1]
            var takesWildcards = !isHidden || node != _root;
            if (takesWildcards) node.Child("#"u8)?.VisitSubscriptions(ref visitor);
            if (at > topic.Length)
            {
                node.VisitSubscriptions(ref visitor);
                continue;
            }

            var length = topic[at..].IndexOf((byte)'/');
            var level = length < 0 ? topic[at..] : topic.Slice(at, length);
            var next = at + level.Length + 1;
            if (node.Child(level) is { } named) stack.Push(named, next);
            if (takesWildcards && node.Child("+"u8) is { } any) stack.Push(any, next);
        }
    }

    /// <summary>From the root to the filter's node; empty when there is no such node.</summary>
    private List<TopicNode<T>> Path(TopicFilter filter)
    {
        var path = new List<TopicNode<T>> { _root };
        var rest = filter.Utf8;
        for (var hasMore = true; hasMore;)
        {
            (var level, hasMore) = TopicLevels.Split(ref rest);
            if (path[^1].Child(level) is not { } child) return [];
            path.Add(child);
        }

        return path;
    }

    private readonly struct Collector(List<T> matches) : ISubscriptionVisitor<T>
    {
        public void Visit(T subscription) => matches.Add(subscription);
    }

    /// <summary>A node, and where in the topic its children's level begins: one past the end when the topic is used up.</summary>
    private readonly record struct Place(TopicNode<T> Node, int At);

    private ref struct Stack(Span<Place> places)
    {
        private Span<Place> _places = places;
        private int _depth;

        public void Push(TopicNode<T> node, int at)
        {
            if (_depth == _places.Length)
            {
                var more = new Place[2 * _depth];
                _places.CopyTo(more);
                _places = more;
            }

            _places[_depth++] = new Place(node, at);
        }

        public bool TryPop(out TopicNode<T> node, out int at)
        {
            (node, at) = _depth == 0 ? default : _places[_depth - 1];
            return _depth-- > 0;
        }
    }

    /// <summary>Enough for filters that people write.</summary>
    [InlineArray(Length)]
    private struct Near
    {
        public const int Length = 16;
        private Place _first;
    }
}
