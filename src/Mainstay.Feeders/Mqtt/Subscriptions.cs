using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Retained;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt;

/// <summary>Takes SUBSCRIBE and UNSUBSCRIBE, and sends what is retained. Source: MQTT 5.0, 3.8 to 3.11.</summary>
internal sealed class Subscriptions(MqttBroker broker, Router router, RetainedMessages retained)
{
    private const int UsualLevels = 32;

    /// <summary>All of it under the session's gate: no message that is published meanwhile overtakes an older one that is retained.</summary>
    public void Subscribe(MqttConnection connection, Answers answers, SubscribePacket packet)
    {
        var session = connection.Session;
        lock (session.Gate)
        {
            // Taken over meanwhile: nothing is subscribed for a session that may be gone.
            if (session.Connection != connection) return;
            List<Delivery>? messages = null;
            var stored = Task.CompletedTask;
            var reasons = new ReasonCode[packet.Requests.Length];
            for (var i = 0; i < reasons.Length; i++) reasons[i] = SubscribeOne(connection, packet.Requests[i], packet.SubscriptionIdentifier, ref messages, ref stored);
            answers.Add(new Answer(stored, PacketType.Suback, packet.PacketId, Packet: new SubackPacket(packet.PacketId, reasons)));
            foreach (var delivery in messages ?? []) connection.Outbound.AddRetained(delivery);
            connection.Pump();
        }
    }

    public void Unsubscribe(MqttConnection connection, Answers answers, UnsubscribePacket packet)
    {
        var session = connection.Session;
        lock (session.Gate)
        {
            if (session.Connection != connection) return;
            var stored = Task.CompletedTask;
            var reasons = new ReasonCode[packet.Filters.Length];
            for (var i = 0; i < reasons.Length; i++) reasons[i] = UnsubscribeOne(session, packet.Filters[i], ref stored);
            answers.Add(new Answer(stored, PacketType.Unsuback, packet.PacketId, Packet: new UnsubackPacket(packet.PacketId, reasons)));
        }
    }

    private ReasonCode UnsubscribeOne(Session session, string filter, ref Task stored)
    {
        if (!TopicFilter.TryParse(filter, out var parsed) || !session.Subscriptions.Remove(parsed, out var subscription)) return ReasonCode.NoSubscriptionExisted;
        router.Remove(subscription);
        if (session.Stored is { } place) stored = broker.Store!.Add(new StoreChange.DeleteSubscription(place, filter));
        return ReasonCode.Success;
    }

    private ReasonCode SubscribeOne(MqttConnection connection, SubscriptionRequest request, uint identifier, ref List<Delivery>? messages, ref Task stored)
    {
        if (request.Filter is not { } filter || filter.Levels > broker.Options.MaximumTopicLevels) return ReasonCode.TopicFilterInvalid;
        var reason = connection.Access.OfSubscribe(filter.Utf8);
        if (reason.IsFailure()) return reason;
        var session = connection.Session;
        var isNew = !session.Subscriptions.Has(filter);
        if (isNew && (session.Subscriptions.Count >= broker.Options.MaximumSubscriptions || IsTooMuch(session, filter))) return ReasonCode.QuotaExceeded;
        var subscription = new Subscription(session, filter, request, identifier);
        session.Subscriptions.Put(subscription);
        router.Add(subscription);
        if (session.Stored is { } place) stored = broker.Store!.Add(new StoreChange.SaveSubscription(place, request.Text, subscription.Options, identifier));
        AddRetained(subscription, request, isNew, ref messages);
        return (ReasonCode)request.MaximumQos;
    }

    /// <summary>Each level of a filter costs memory: deep ones of one session have together no more than the deepest that there can be.</summary>
    private static bool IsTooMuch(Session session, TopicFilter filter)
    {
        if (filter.Levels <= UsualLevels) return false;
        return filter.Levels + session.Subscriptions.All.Select(one => one.Filter.Levels).Where(levels => levels > UsualLevels).Sum() > MqttDefaults.LongestField + 1;
    }

    /// <summary>[MQTT-3.3.1-9] to [MQTT-3.3.1-11]; not for shared subscriptions (4.8.2).</summary>
    private void AddRetained(Subscription subscription, SubscriptionRequest request, bool isNew, ref List<Delivery>? messages)
    {
        if (subscription.Filter.ShareName is not null || request.RetainHandling == RetainHandling.DoNotSend) return;
        if (request.RetainHandling == RetainHandling.SendIfNew && !isNew) return;
        if (retained.Count == 0) return;
        var found = new List<BrokerMessage>();
        retained.Match(subscription.Filter, broker.Clock.GetUtcNow(), found);
        foreach (var message in found)
        {
            if (subscription.Takes(message)) (messages ??= []).Add(subscription.OfRetained(message));
        }
    }
}
