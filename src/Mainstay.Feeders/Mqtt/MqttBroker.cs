using System.Collections.Concurrent;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Retained;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt;

/// <summary>Takes messages and passes them on. Thread-safe; knows nothing of what the messages are about.</summary>
internal sealed class MqttBroker
{
    private readonly Router _router = new();
    private readonly RetainedMessages _retained;
    private readonly SessionTable _sessions;
    private readonly ConcurrentDictionary<MqttConnection, byte> _connections = [];
    private readonly IMqttPresence[] _presences;
    private readonly Subscriptions _subscriptions;

    // Receivers of the message that this thread publishes; kept, because most messages have one.
    [ThreadStatic]
    private static Receivers? t_routing;

    /// <param name="options">The settings.</param>
    /// <param name="clock">Real time.</param>
    /// <param name="identities">Who says who a client is.</param>
    /// <param name="presences">Who is told of those that come and go.</param>
    /// <param name="store">What is on disk; null for a broker in memory.</param>
    public MqttBroker(MqttOptions options, TimeProvider clock, IEnumerable<IMqttIdentities> identities, IEnumerable<IMqttPresence> presences, MqttStore? store = null)
    {
        (Options, Clock, _presences, Store) = (options, clock, [.. presences], store);
        Identities = new MqttIdentities(identities, options.AllowAnonymous);
        _retained = new RetainedMessages(options.MaximumRetainedMessages, options.MaximumRetainedBytes);
        _sessions = new SessionTable(options, clock, _router, store);
        _subscriptions = new Subscriptions(this, _router, _retained);
    }

    public MqttOptions Options { get; }

    public TimeProvider Clock { get; }

    public MqttIdentities Identities { get; }

    /// <summary>Null: nothing outlives the process.</summary>
    public MqttStore? Store { get; }

    public MqttCounts Counts { get; } = new();

    public int SessionCount => _sessions.Count;

    public int ConnectionCount => _connections.Count;

    public int RetainedCount => _retained.Count;

    public long RetainedBytes => _retained.Bytes;

    public int SubscriptionCount => _router.Count;

    /// <summary>Publishes for a module of this server.</summary>
    /// <returns>Ends when the message is on disk wherever it has to be, and every neighbour has taken it; says whether anybody was there.</returns>
    public async ValueTask<ReasonCode> PublishAsync(MqttPublication publication, CancellationToken cancellation = default)
    {
        var published = Publish(new BrokerMessage(publication.Topic, publication.Payload, publication.Qos)
        {
            Retain = publication.Retain,
            ForwardedProperties = publication.Properties.Encode(),
            ExpiresAt = publication.Expiry is { } expiry ? Clock.GetUtcNow() + expiry : null,
        });
        await published.Pending.WaitAsync(cancellation);
        return published.Said;
    }

    /// <summary>Tells a module of this server of each new message; retained ones are not told again.</summary>
    /// <param name="filter">Of topics; a share name is not looked at.</param>
    /// <param name="handler">
    /// Called in the order in which one client's messages come, for many clients at once. A sender of QoS 1 or 2 is acknowledged after what it returns has ended; while a client's messages of QoS 0 are under way,
    /// no more is read from it. What it returns is what the sender is told: <see cref="ReasonCode.Success"/>, or a reason that PUBACK may carry (a client of 3.1.1 is disconnected instead). When it throws, the sender's
    /// connection ends with 0x83 and without an acknowledgement, so that the message comes again.
    /// </param>
    /// <returns>Ends it.</returns>
    public IDisposable Subscribe(TopicFilter filter, Func<MqttDelivery, ValueTask<ReasonCode>> handler)
    {
        var neighbour = new Neighbour(filter, handler);
        _router.Add(neighbour);
        return new NeighbourSubscription(_router, neighbour);
    }

    /// <summary>Sends everybody away who came as this identity. That they do not come back is the matter of who says who they are.</summary>
    /// <returns>How many connections there were.</returns>
    public int Disconnect(string identity, ReasonCode reason = ReasonCode.NotAuthorized)
    {
        var count = 0;
        foreach (var (connection, _) in _connections)
        {
            if (connection.Identity.Name != identity) continue;
            connection.End(Ending.Of(reason));
            count++;
        }

        return count;
    }

    /// <summary>Lives with a connection whose client was let in, until it ends.</summary>
    public async Task<Ending> ServeAsync(MqttConnection connection, string clientId)
    {
        _connections.TryAdd(connection, 0);
        // The welcome says what is on disk.
        connection.Lane.Hold();
        var isIn = _sessions.TryEnter(connection, clientId, out var aftermath, out var stored);
        Settle(aftermath);
        await stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isIn && stored.IsCompletedSuccessfully) connection.Lane.Release();
        else if (isIn) connection.End(Ending.Lost);
        else return Refused(connection);
        var ending = Ending.Of(ReasonCode.ImplementationSpecificError);
        try
        {
            foreach (var presence in _presences) presence.OnConnected(new MqttPresence(connection.Identity.Name, clientId, Clock.GetUtcNow()));
            return ending = await connection.RunAsync();
        }
        finally
        {
            Leave(connection, clientId, ending);
        }
    }

    private void Leave(MqttConnection connection, string clientId, Ending ending)
    {
        _connections.TryRemove(connection, out _);
        Settle(_sessions.Leave(connection, ending));
        var reason = ending.ByClient ? ReasonCode.Success : ending.Reason;
        foreach (var presence in _presences) presence.OnDisconnected(new MqttPresence(connection.Identity.Name, clientId, Clock.GetUtcNow()), reason);
    }

    /// <summary>Takes what an earlier process left, before anybody comes in.</summary>
    public void Restore()
    {
        if (Store is null) return;
        foreach (var message in Store.Reader.Retained()) _retained.Put(message);
        _sessions.Restore(new Restoration(Store.Reader, _router, Options, Clock.GetUtcNow()).Read());
    }

    /// <summary>Passes a message on.</summary>
    /// <param name="message">What.</param>
    /// <param name="taker">Of QoS 2: the session that is to know that the message was taken.</param>
    /// <param name="packetId">Under which packet id.</param>
    public Published Publish(BrokerMessage message, Session? taker = null, ushort packetId = 0)
    {
        if (message.Retain && !_retained.Put(message)) return new Published(ReasonCode.QuotaExceeded);
        var routing = t_routing ?? new Receivers();
        t_routing = null;
        _router.Match(message, routing);
        foreach (var receiver in routing.Sessions) Deliver(receiver.Session, receiver.Delivery, routing);
        if (Store is not null && message.Retain) routing.Changes.Add(new StoreChange.Retain(message));
        if (Store is not null && taker?.Stored is { } stored) routing.Changes.Add(new StoreChange.AddIncoming(stored, packetId));
        var reason = routing.IsNobody && message.Qos != Qos.AtMostOnce ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success;
        var published = new Published(reason, Keep(message, routing));
        foreach (var neighbour in routing.Neighbours) published = published.With(neighbour.TellAsync(message));
        routing.Clear();
        t_routing = routing;
        return published;
    }

    /// <returns>Ends when it is on disk; at once where nobody waits for that.</returns>
    private Task Keep(BrokerMessage message, Receivers routing)
    {
        if (routing.Changes.Count == 0) return Task.CompletedTask;
        var stored = Store!.Add(routing.Changes);
        return message.Qos != Qos.AtMostOnce || Store.IsFull ? stored : Task.CompletedTask;
    }

    public void Subscribe(MqttConnection connection, Answers answers, SubscribePacket packet) => _subscriptions.Subscribe(connection, answers, packet);

    public void Unsubscribe(MqttConnection connection, Answers answers, UnsubscribePacket packet) => _subscriptions.Unsubscribe(connection, answers, packet);

    /// <summary>What time brings: silent connections, sessions and wills whose time has come. Called every second.</summary>
    public void Sweep()
    {
        EndSilent();
        Settle(_sessions.Sweep());
    }

    /// <summary>Called four times a second: a keep-alive may be one second, and is kept to half as much again.</summary>
    public void EndSilent()
    {
        foreach (var (connection, _) in _connections)
        {
            // [MQTT-3.1.2-22]
            if (connection.IsSilent) connection.End(Ending.Of(ReasonCode.KeepAliveTimeout, "MQTT-3.1.2-22"));
        }
    }

    /// <summary>Sends everybody away: the server ends.</summary>
    public void EndAll()
    {
        foreach (var (connection, _) in _connections) connection.End(Ending.Of(ReasonCode.ServerShuttingDown));
    }

    /// <summary>To one session.</summary>
    /// <param name="session">Which.</param>
    /// <param name="delivery">What.</param>
    /// <param name="routing">Gets what is to be on disk of it.</param>
    public void Deliver(Session session, in Delivery delivery, Receivers routing)
    {
        lock (session.Gate)
        {
            var connection = session.Connection;
            if (delivery.Qos == Qos.AtMostOnce)
            {
                // To who is away, QoS 0 promises nothing.
                if (connection is not null) Counts.CountOut(connection.Outbound.TrySend(delivery));
                return;
            }

            var stored = Store is null || session.Stored is null ? null : routing.Stored ??= new StoredMessage(Store.NextId());
            if (!session.Outgoing.TryAdd(delivery, stored, out var added)) Counts.CountDropped(1);
            else if (stored is not null) routing.Changes.Add(new StoreChange.AddQueued(session, added, delivery.Message));
            connection?.Pump();
        }
    }

    /// <summary>The receiver is done with a message.</summary>
    public void Done(Session session, QueuedMessage message)
    {
        if (message.TryErase() && session.Stored is { } stored) _ = Store!.Add(new StoreChange.RemoveQueued(stored, message));
    }

    /// <summary>The receiver has a message of QoS 2.</summary>
    /// <returns>Ends when that is on disk.</returns>
    public Task Received(Session session, QueuedMessage message) =>
        session.Stored is { } stored && message.IsWritten ? Store!.Add(new StoreChange.ReleaseQueued(stored, message)) : Task.CompletedTask;

    /// <summary>The publisher knows that a message of QoS 2 was taken.</summary>
    /// <returns>Ends when that is on disk.</returns>
    public Task Released(Session session, ushort packetId) =>
        session.Stored is { } stored && Store is not null ? Store.Add(new StoreChange.RemoveIncoming(stored, packetId)) : Task.CompletedTask;

    /// <summary>All that was changed of the session before.</summary>
    public Task WhenStored(Session session) => session.Stored is not null && Store is not null ? Store.WhenStoredAsync() : Task.CompletedTask;

    /// <summary>A message of QoS 1 or 2 that is retained, to a session that has subscribed to it.</summary>
    public void DeliverRetained(Session session, in Delivery delivery)
    {
        var stored = Store is null || session.Stored is null ? null : new StoredMessage(Store.NextId());
        if (!session.Outgoing.TryAdd(delivery, stored, out var added)) Counts.CountDropped(1);
        else if (stored is not null) _ = Store!.Add(new StoreChange.AddQueued(session, added, delivery.Message));
    }

    /// <summary>Whether it is still what its topic was last told.</summary>
    public bool IsRetained(BrokerMessage message) => _retained.IsCurrent(message);

    private Ending Refused(MqttConnection connection)
    {
        _connections.TryRemove(connection, out _);
        connection.Lane.Send(new ConnackPacket { Reason = ReasonCode.ClientIdentifierNotValid }, connection.Connect.MaximumPacketSize);
        connection.Lane.Release();
        return Ending.Refused(ReasonCode.ClientIdentifierNotValid);
    }

    private void Settle(Aftermath aftermath)
    {
        foreach (var will in aftermath.Wills) Publish(will);
        foreach (var (shared, message) in aftermath.Orphans) HandOn(shared, message);
    }

    private void HandOn(TopicFilter shared, BrokerMessage message)
    {
        if (_router.NextOf(shared) is not { } member)
        {
            Counts.CountDropped(1);
            return;
        }

        var routing = new Receivers();
        Deliver(member.Session, member.Of(message), routing);
        if (routing.Changes.Count > 0) _ = Store!.Add(routing.Changes);
    }
}
