using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>Sessions as an earlier process left them: subscriptions, and what waits but for payloads.</summary>
internal sealed class Restoration(MqttStoreReader reader, Router router, MqttOptions options, DateTimeOffset now)
{
    private readonly Dictionary<long, (Session Session, SessionForm Form)> _sessions = [];

    /// <returns>All of them, away; those that were connected when the process ended, since now.</returns>
    public IReadOnlyCollection<Session> Read()
    {
        foreach (var (id, form) in reader.Sessions()) _sessions.Add(id, (SessionOf(id, form), form));
        ReadSubscriptions();
        ReadQueues();
        foreach (var (session, packetId) in reader.Incoming())
        {
            if (_sessions.TryGetValue(session, out var found)) found.Session.Incoming.TryTake(packetId);
        }

        foreach (var (session, will) in reader.Wills())
        {
            if (_sessions.TryGetValue(session, out var found)) found.Session.Will = DelayedWillOf(will);
        }

        return [.. _sessions.Values.Select(found => found.Session)];
    }

    private Session SessionOf(long id, SessionForm form)
    {
        var session = new Session(form.ClientId, form.Owner, options.MaximumQueuedMessages) { Stored = new StoredSession(id), ExpirySeconds = form.ExpirySeconds };
        session.EndsAt = form.IsConnected ? session.EndAfter(now) : form.EndsAt;
        return session;
    }

    private void ReadSubscriptions()
    {
        foreach (var (session, text, flags, identifier) in reader.Subscriptions())
        {
            if (!_sessions.TryGetValue(session, out var found) || !TopicFilter.TryParse(text, out var filter)) continue;
            var subscription = new Subscription(found.Session, filter, Subscription.RequestOf(text, flags), identifier);
            found.Session.Subscriptions.Put(subscription);
            router.Add(subscription);
        }
    }

    private void ReadQueues()
    {
        var messages = new Dictionary<long, StoredMessage>();
        foreach (var row in reader.Queued())
        {
            if (!_sessions.TryGetValue(row.Session, out var found)) continue;
            if (!messages.TryGetValue(row.Message, out var stored)) messages[row.Message] = stored = new StoredMessage(row.Message);
            found.Session.Outgoing.Restore(QueuedMessage.Restored(row, stored, wasSent: found.Form.IsConnected || row.Order < found.Form.SentBefore));
        }
    }

    private DelayedWill DelayedWillOf(WillForm will)
    {
        var dueAt = will.DueAt ?? now.AddSeconds(will.DelaySeconds);
        return new DelayedWill(will.Message with { ExpiresAt = will.ExpirySeconds is { } seconds ? dueAt.AddSeconds(seconds) : null }, dueAt);
    }
}
