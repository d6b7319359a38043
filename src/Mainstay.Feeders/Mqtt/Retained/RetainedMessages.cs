using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Retained;

/// <summary>
/// The last message of each topic that was published to be kept, in a tree by level, so that a filter is answered in time proportional to what it may match. Thread-safe under one lock: it is
/// asked once for each subscription, not for each message. Source: MQTT 5.0, 3.3.1.3.
/// </summary>
/// <param name="maximum">How many topics at most; a further one is refused, present ones can still be changed.</param>
/// <param name="maximumBytes">What they may hold in memory, in bytes of topics, payloads and properties.</param>
internal sealed class RetainedMessages(int maximum, long maximumBytes)
{
    // A deep topic has a node for each level, which costs more than what is written there.
    private const int UsualLevels = 16;
    private const long BytesOfLevel = 300;
    private readonly Lock _gate = new();
    private readonly Node _root = new();
    private int _count;
    private long _bytes;

    /// <summary>Of topics.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>As counted against the maximum.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes the place of the topic's earlier message [MQTT-3.3.1-5]; an empty payload only removes that [MQTT-3.3.1-6] [MQTT-3.3.1-7].</summary>
    /// <returns>False when there is no room for another topic.</returns>
    public bool Put(BrokerMessage message)
    {
        lock (_gate)
        {
            if (message.Payload.IsEmpty)
            {
                Remove(message.Topic.ToString());
                return true;
            }

            return Keep(message);
        }
    }

    /// <summary>Whether it is still its topic's last.</summary>
    public bool IsCurrent(BrokerMessage message)
    {
        lock (_gate)
        {
            var node = _root;
            foreach (var level in message.Topic.ToString().Split('/')) node = node?.Child(level);
            return ReferenceEquals(node?.Message, message);
        }
    }

    /// <summary>Adds what a filter matches and has not expired; forgets what it meets that has.</summary>
    public void Match(TopicFilter filter, DateTimeOffset now, List<BrokerMessage> matches)
    {
        var first = matches.Count;
        lock (_gate)
        {
            Collect(LevelsOf(filter), matches);
            for (var i = matches.Count - 1; i >= first; i--)
            {
                if (!matches[i].IsExpired(now)) continue;
                Remove(matches[i].Topic.ToString());
                matches.RemoveAt(i);
            }
        }
    }

    private static string[] LevelsOf(TopicFilter filter) => System.Text.Encoding.UTF8.GetString(filter.Utf8).Split('/');

    private bool Keep(BrokerMessage message)
    {
        var levels = message.Topic.ToString().Split('/');
        var node = _root;
        foreach (var level in levels) node = node?.Child(level);
        var isNew = node?.Message is null;
        var bytes = _bytes + SizeOf(message) - (isNew ? 0 : SizeOf(node!.Message!));
        if ((isNew && _count >= maximum) || bytes > maximumBytes) return false;
        _bytes = bytes;
        node = _root;
        foreach (var level in levels) node = node.ChildToAdd(level);
        node.Message = message;
        if (isNew) _count++;
        return true;
    }

    private static long SizeOf(BrokerMessage message) =>
        message.Topic.Utf8.Length + message.Payload.Length + message.ForwardedProperties.Length + (BytesOfLevel * Math.Max(0, message.Topic.Utf8.Count((byte)'/') - UsualLevels));

    private void Remove(string topic)
    {
        var path = new List<(Node Parent, string Level)>();
        var node = _root;
        foreach (var level in topic.Split('/'))
        {
            path.Add((node, level));
            if (node.Child(level) is not { } child) return;
            node = child;
        }

        if (node.Message is null) return;
        _bytes -= SizeOf(node.Message);
        node.Message = null;
        _count--;
        for (var i = path.Count - 1; i >= 0 && path[i].Parent.RemoveIfEmpty(path[i].Level); i--)
        {
        }
    }

    /// <summary>With a stack of its own: the depth is the client's choice.</summary>
    private void Collect(string[] levels, List<BrokerMessage> matches)
    {
        var open = new Stack<(Node Node, int At)>();
        open.Push((_root, 0));
        while (open.TryPop(out var place))
        {
            var (node, at) = place;
            var level = at < levels.Length ? levels[at] : null;
            var isAll = level == "#";
            if ((level is null || isAll) && node.Message is { } found) matches.Add(found);
            if (level is null) continue;
            if (isAll || level == "+")
            {
                foreach (var child in node.Children(exceptHidden: node == _root)) open.Push((child, isAll ? at : at + 1));
            }
            else if (node.Child(level) is { } named)
            {
                open.Push((named, at + 1));
            }
        }
    }

    private sealed class Node
    {
        private Dictionary<string, Node>? _children;

        public BrokerMessage? Message { get; set; }

        private bool IsEmpty => Message is null && _children is null;

        public Node? Child(string level) => _children?.GetValueOrDefault(level);

        /// <param name="exceptHidden">Wildcards at the beginning do not stand for what begins with '$'. [MQTT-4.7.2-1]</param>
        public IEnumerable<Node> Children(bool exceptHidden) =>
            _children?.Where(child => !exceptHidden || !child.Key.StartsWith('$')).Select(child => child.Value) ?? [];

        public Node ChildToAdd(string level)
        {
            _children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            if (_children.TryGetValue(level, out var present)) return present;
            return _children[level] = new Node();
        }

        public bool RemoveIfEmpty(string level)
        {
            if (_children is null || !_children.TryGetValue(level, out var child) || !child.IsEmpty) return false;
            _children.Remove(level);
            if (_children.Count == 0) _children = null;
            return true;
        }
    }
}
