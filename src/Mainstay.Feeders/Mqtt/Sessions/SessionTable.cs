using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>All sessions by client id, in memory. Its lock is taken before a session's gate, never within. Methods answer what is then to be done outside of any lock.</summary>
internal sealed class SessionTable(MqttOptions options, TimeProvider clock, Router router, MqttStore? store)
{
    private readonly SessionKeeper _keeper = new(store);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Session, DateTimeOffset> _waiting = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate) return _sessions.Count;
        }
    }

    /// <summary>
    /// Gives the connection its session, taken from an earlier connection if that is still there [MQTT-3.1.4-3], and says welcome: nothing else is sent to it before that [MQTT-3.2.0-1].
    /// </summary>
    /// <param name="connection">Whose client was let in.</param>
    /// <param name="clientId">Its own, or the one that it is given.</param>
    /// <param name="aftermath">Of an earlier connection.</param>
    /// <param name="stored">Ends when what the client is told of its session is on disk.</param>
    /// <returns>False when the session is somebody else's: nothing was changed.</returns>
    public bool TryEnter(MqttConnection connection, string clientId, out Aftermath aftermath, out Task stored)
    {
        aftermath = new Aftermath();
        stored = Task.CompletedTask;
        lock (_gate)
        {
            _sessions.TryGetValue(clientId, out var earlier);
            if (earlier is not null && earlier.Owner != connection.Identity.Name) return false;
            if (earlier?.Connection is { } old) TakeOver(earlier, old, aftermath);
            if (earlier is not null && (connection.Connect.CleanStart || earlier.EndsAt <= clock.GetUtcNow()))
            {
                stored = Forget(earlier, aftermath);
                earlier = null;
            }

            var session = earlier ?? new Session(clientId, connection.Identity.Name, options.MaximumQueuedMessages);
            _sessions[clientId] = session;
            stored = Published.Both(stored, Attach(session, connection, isPresent: earlier is not null));
        }

        return true;
    }

    /// <summary>The connection is over.</summary>
    public Aftermath Leave(MqttConnection connection, Ending ending)
    {
        var aftermath = new Aftermath();
        lock (_gate)
        {
            var session = connection.Session;
            if (session.Connection != connection) return aftermath;
            Detach(session, connection, ending, aftermath);
            if (session.EndsAt <= clock.GetUtcNow()) _ = Forget(session, aftermath);
            else Await(session);
        }

        return aftermath;
    }

    /// <summary>Ends sessions whose time is over [MQTT-4.1.0-2] and takes wills that are due; looks only at those whose time has come.</summary>
    public Aftermath Sweep()
    {
        var now = clock.GetUtcNow();
        var aftermath = new Aftermath();
        lock (_gate)
        {
            while (_waiting.TryPeek(out var session, out var at) && at <= now)
            {
                _waiting.Dequeue();
                session.Awaited = null;
                if (session.Will?.DueAt <= now) TakeWill(session, aftermath);
                if (session.EndsAt <= now) _ = Forget(session, aftermath);
                else Await(session);
            }
        }

        return aftermath;
    }

    /// <summary>A session that came back meanwhile stands there for nothing, and is passed over when its time comes.</summary>
    private void Await(Session session)
    {
        var at = session.Will is { } will && !(session.EndsAt <= will.DueAt) ? will.DueAt : session.EndsAt;
        if (at is { } instant && session.Awaited != instant) _waiting.Enqueue(session, instant);
        session.Awaited = at;
    }

    private void TakeOver(Session session, MqttConnection old, Aftermath aftermath)
    {
        var ending = Ending.Of(ReasonCode.SessionTakenOver, "MQTT-3.1.4-3");
        Detach(session, old, ending, aftermath);
        old.End(ending);
    }

    private void TakeWill(Session session, Aftermath aftermath)
    {
        if (session.Will is not { } will) return;
        aftermath.Wills.Add(will.Message);
        session.Will = null;
        _keeper.OnWillTaken(session);
    }

    /// <summary>Takes what an earlier process left, before anybody comes in.</summary>
    public void Restore(IEnumerable<Session> sessions)
    {
        lock (_gate)
        {
            foreach (var session in sessions)
            {
                _sessions[session.ClientId] = session;
                Await(session);
            }
        }
    }

    private Task Attach(Session session, MqttConnection connection, bool isPresent)
    {
        Task stored;
        lock (session.Gate)
        {
            connection.Session = session;
            session.ExpirySeconds = Handshake.ExpirySeconds(connection.Connect, options);
            (session.EndsAt, session.Will) = (null, null);
            session.Outgoing.Begin();
            connection.Lane.Send(Handshake.Welcome(connection.Client, session.ClientId, isPresent, options), connection.Connect.MaximumPacketSize);
            session.Connection = connection;
            stored = _keeper.OnAttached(session, connection.Connect.Will);
        }

        connection.Pump();
        return stored;
    }

    private void Detach(Session session, MqttConnection connection, Ending ending, Aftermath aftermath)
    {
        var now = clock.GetUtcNow();
        lock (session.Gate)
        {
            session.Connection = null;
            session.EndsAt = session.EndAfter(now);
            var will = ending.PublishesWill ? connection.Connect.Will : null;
            if (will is not null) session.Will = WillOf(session, will, now);
            if (will is { DelaySeconds: 0 }) TakeWill(session, aftermath);
            _keeper.OnDetached(session, will);
        }
    }

    private static DelayedWill WillOf(Session session, Will will, DateTimeOffset now)
    {
        var dueAt = now.AddSeconds(will.DelaySeconds);
        return new DelayedWill(new BrokerMessage(will.Topic, will.Payload, will.Qos)
        {
            Retain = will.Retain,
            ForwardedProperties = will.ForwardedProperties,
            ExpiresAt = will.MessageExpirySeconds is { } seconds ? dueAt.AddSeconds(seconds) : null,
            Publisher = session.ClientId,
            Identity = session.Owner,
        }, dueAt);
    }

    /// <summary>The session's end publishes a will that still waits. [MQTT-3.1.3-9]</summary>
    private Task Forget(Session session, Aftermath aftermath)
    {
        TakeWill(session, aftermath);
        _sessions.Remove(session.ClientId);
        lock (session.Gate)
        {
            aftermath.TakeOrphans(session, store);
            foreach (var subscription in session.Subscriptions.All) router.Remove(subscription);
            session.Subscriptions.Clear();
            var stored = _keeper.OnForgotten(session);
            session.Outgoing.Clear();
            return stored;
        }
    }
}
