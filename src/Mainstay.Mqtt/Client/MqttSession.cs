using System.Collections.Concurrent;

namespace Mainstay.Mqtt;

/// <summary>
/// What a client remembers from one connection to the next: messages that are not acknowledged yet, messages of QoS 2 that it has taken, and who is called for which subscription. Kept in
/// memory; used by one connection at a time. Source: MQTT 5.0, 4.1.
/// </summary>
public sealed class MqttSession
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, PendingMessage> _pending = [];
    private readonly HashSet<ushort> _taken = [];
    private readonly SubscriptionTree<Route> _routes = new(EqualityComparer<Route>.Create((_, _) => true, _ => 0));
    private readonly ConcurrentDictionary<uint, Route> _byIdentifier = [];
    private readonly HashSet<ushort> _requests = [];
    private ushort _lastId;
    private long _lastSequence;
    private uint _lastIdentifier;
    private bool _isInUse;

    /// <summary>What the server gave to a client that came without one; used again by the next connection.</summary>
    public string? AssignedClientId { get; internal set; }

    /// <summary>Messages of QoS 1 and 2 that were sent and that the server has not acknowledged.</summary>
    public int UnacknowledgedCount
    {
        get
        {
            lock (_gate) return _pending.Count;
        }
    }

    internal bool TryUse()
    {
        lock (_gate)
        {
            if (_isInUse) return false;
            return _isInUse = true;
        }
    }

    internal void Leave()
    {
        lock (_gate) _isInUse = false;
    }

    /// <summary>Gives the message its packet id. [MQTT-2.2.1-3]</summary>
    internal PendingMessage Keep(OutgoingMessage message, byte[] properties, long now)
    {
        lock (_gate)
        {
            var pending = new PendingMessage(message, properties, NextId(), ++_lastSequence, now);
            _pending.Add(pending.PacketId, pending);
            return pending;
        }
    }

    internal PendingMessage? Find(ushort packetId)
    {
        lock (_gate) return _pending.GetValueOrDefault(packetId);
    }

    internal bool Forget(PendingMessage pending)
    {
        lock (_gate) return _pending.Remove(pending.PacketId);
    }

    /// <summary>In the order in which they were first sent. [MQTT-4.6.0-1]</summary>
    internal PendingMessage[] Unacknowledged()
    {
        lock (_gate) return [.. _pending.Values.OrderBy(pending => pending.Sequence)];
    }

    /// <summary>
    /// The server has no such session: what it knew is lost. [MQTT-3.2.2-5] Messages of QoS 1 stay, and are sent as new ones; of those of QoS 2 nobody knows whether they arrived, so they are
    /// not: who published them was told <see cref="PublishOutcome.Unacknowledged"/>.
    /// </summary>
    internal void Lose()
    {
        lock (_gate)
        {
            _taken.Clear();
            foreach (var pending in _pending.Values.Where(pending => pending.Message.Qos == Qos.ExactlyOnce).ToList()) _pending.Remove(pending.PacketId);
            foreach (var pending in _pending.Values) pending.IsSent = false;
        }
    }

    internal ushort BeginRequest()
    {
        lock (_gate)
        {
            var id = NextId();
            _requests.Add(id);
            return id;
        }
    }

    internal void EndRequest(ushort packetId)
    {
        lock (_gate) _requests.Remove(packetId);
    }

    internal bool HasTaken(ushort packetId)
    {
        lock (_gate) return _taken.Contains(packetId);
    }

    internal void Take(ushort packetId)
    {
        lock (_gate) _taken.Add(packetId);
    }

    internal bool Release(ushort packetId)
    {
        lock (_gate) return _taken.Remove(packetId);
    }

    /// <summary>One handler for each filter; the later takes the earlier's place.</summary>
    internal Route AddRoute(TopicFilter filter, MessageHandler handler)
    {
        var route = new Route(filter, handler, Interlocked.Increment(ref _lastIdentifier));
        if (_routes.Add(filter, route) is { } replaced) _byIdentifier.TryRemove(replaced.Identifier, out _);
        _byIdentifier[route.Identifier] = route;
        return route;
    }

    internal void RemoveRoute(TopicFilter filter)
    {
        if (_routes.Remove(filter, new Route(filter, default!, 0)) is { } removed) _byIdentifier.TryRemove(removed.Identifier, out _);
    }

    /// <summary>By the subscription identifiers that came with the message if any is known, otherwise by its topic.</summary>
    internal List<Route> RoutesOf(ReceivedMessage message)
    {
        var found = new List<Route>();
        foreach (var identifier in message.SubscriptionIdentifiers)
        {
            if (_byIdentifier.TryGetValue(identifier, out var route)) found.Add(route);
        }

        if (found.Count == 0) _routes.Match(message.Topic.Utf8, found);
        return found;
    }

    private ushort NextId()
    {
        if (_pending.Count + _requests.Count >= ushort.MaxValue) throw new InvalidOperationException("All packet ids are in use.");
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_pending.ContainsKey(_lastId) || _requests.Contains(_lastId));
        return _lastId;
    }
}

/// <summary>Who is called for a filter.</summary>
internal sealed record Route(TopicFilter Filter, MessageHandler Handler, uint Identifier);

/// <summary>A message of QoS 1 or 2 on its way. Source: MQTT 5.0, 4.3.</summary>
internal sealed class PendingMessage(OutgoingMessage message, byte[] properties, ushort packetId, long sequence, long keptAt)
{
    public OutgoingMessage Message => message;

    public byte[] Properties => properties;

    public ushort PacketId => packetId;

    public long Sequence => sequence;

    /// <summary>A timestamp of the connection's clock.</summary>
    public long KeptAt => keptAt;

    /// <summary>To a server that still has the session; the next time is a retransmission. [MQTT-3.3.1-1]</summary>
    public bool IsSent { get; set; }

    /// <summary>QoS 2: the server has it, and only the release is outstanding.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Replaced by each connection: who asked is told when theirs ends.</summary>
    public TaskCompletionSource<PublishResult> Result { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
