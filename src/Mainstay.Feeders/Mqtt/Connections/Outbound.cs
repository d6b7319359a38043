using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>Messages to one client, as it wants them: their size, aliases and number at a time. For one caller at a time: under its session's gate.</summary>
internal sealed class Outbound(WriteLane lane, ConnectPacket connect, MqttBroker broker)
{
    private readonly OutgoingTopicAliases _aliases = new(lane.Version == MqttVersion.V5 ? Math.Min(connect.TopicAliasMaximum, broker.Options.TopicAliasMaximum) : (ushort)0);
    private readonly long _maximumPacketSize = connect.MaximumPacketSize ?? MqttDefaults.MaximumPacketSize;
    private readonly int _atOnce = Math.Min(connect.ReceiveMaximum, broker.Options.MaximumInFlight);
    private Queue<Delivery>? _retained;

    /// <summary>QoS 0.</summary>
    /// <returns>False when it was dropped: too much waits, or it is too large for the client.</returns>
    public bool TrySend(in Delivery delivery) => lane.HasRoom() && TryWrite(delivery, 0, isDuplicate: false);

    /// <summary>A retained message, for when there is room: a filter may match more of them than a queue takes.</summary>
    public void AddRetained(in Delivery delivery) => (_retained ??= []).Enqueue(delivery);

    /// <summary>QoS 1 and 2: as many as the client takes now and the lane has room for, first what an earlier connection left [MQTT-4.4.0-1], and last what is retained.</summary>
    public void Pump(Session session)
    {
        do
        {
            while (lane.HasRoom() && session.Outgoing.TryPeek(_atOnce, out var next)) Send(session, next);
        }
        while (TakeRetained(session));
    }

    private void Send(Session session, QueuedMessage next)
    {
        if (next.IsReleased)
        {
            lane.SendAck(PacketType.Pubrel, next.PacketId);
        }
        else if (TrySend(next))
        {
            broker.Counts.CountSent(1);
        }
        else
        {
            session.Outgoing.Remove(next);
            broker.Done(session, next);
            broker.Counts.CountDropped(1);
            return;
        }

        session.Outgoing.OnSent(next);
    }

    /// <summary>Of a topic that was told something newer meanwhile, the client has heard that, and is not told the older.</summary>
    /// <returns>Whether there is something new to be sent.</returns>
    private bool TakeRetained(Session session)
    {
        while (_retained is not null && lane.HasRoom() && 2 * session.Outgoing.WaitingCount < broker.Options.MaximumQueuedMessages)
        {
            var delivery = _retained.Dequeue();
            if (_retained.Count == 0) _retained = null;
            if (!broker.IsRetained(delivery.Message)) continue;
            if (delivery.Qos != Qos.AtMostOnce)
            {
                broker.DeliverRetained(session, delivery);
                return true;
            }

            broker.Counts.CountOut(TrySend(delivery));
        }

        return false;
    }

    /// <summary>What expired before it was first sent is not [MQTT-3.3.2-5], and what is too large for the client is done with [MQTT-3.1.2-25].</summary>
    private bool TrySend(QueuedMessage next)
    {
        var message = next.Load(broker.Store);
        if (!next.WasSent && message.IsExpired(broker.Clock.GetUtcNow())) return false;
        return TryWrite(new Delivery(message, next.Qos, next.Retain, next.Identifiers), next.PacketId, next.WasSent);
    }

    private bool TryWrite(in Delivery delivery, ushort packetId, bool isDuplicate)
    {
        var message = delivery.Message;
        // Whether the alias is new is asked first and kept only when the packet fits: one that was never said would stand for nothing at the client.
        var alias = _aliases.Find(message.Topic, out var isKnown);
        var head = new PublishHead
        {
            Topic = isKnown ? [] : message.Topic.Utf8,
            TopicAlias = alias,
            Qos = delivery.Qos,
            PacketId = packetId,
            IsDuplicate = isDuplicate,
            Retain = delivery.Retain,
            MessageExpirySeconds = message.SecondsLeft(broker.Clock),
            SubscriptionIdentifiers = delivery.Identifiers,
            ForwardedProperties = message.ForwardedProperties.Span,
        };
        if (PublishWriter.Size(head, message.Payload.Length, lane.Version) > _maximumPacketSize) return false;
        if (alias != 0 && !isKnown) _aliases.Add(message.Topic, alias);
        lane.SendMessage(head, message.Payload.Span);
        return true;
    }
}
