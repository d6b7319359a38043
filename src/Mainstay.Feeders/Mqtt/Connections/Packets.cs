using System.Buffers;
using System.Diagnostics;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>What is done with each packet of one client. Each method answers null, or why the connection ends. Source: MQTT 5.0, 3.3 to 3.15.</summary>
internal sealed class Packets(MqttConnection connection)
{
    private readonly IncomingTopicAliases _aliases = new(connection.Broker.Options.TopicAliasMaximum);
    private readonly Reauthentication _reauthentication = new(connection);

    public Answers Answers { get; } = new(connection);

    private bool IsV5 => connection.Connect.Version == MqttVersion.V5;

    public Ending? Handle(in Frame frame) => frame.Type switch
    {
        PacketType.Publish => connection.Reader.TryReadPublish(frame, out var publish, out var fault) ? HandlePublish(publish) : Ending.By(fault),
        PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => connection.Reader.TryReadAck(frame, out var ack, out var fault) ? HandleAck(ack) : Ending.By(fault),
        _ => connection.Reader.TryReadPacket(frame, out var packet, out var fault) ? Handle(packet) : Ending.By(fault),
    };

    private Ending? Handle(Packet packet)
    {
        switch (packet)
        {
            case PingPacket:
                connection.Lane.Send(PingPacket.Response, null);
                return null;
            case SubscribePacket subscribe:
                connection.Broker.Subscribe(connection, Answers, subscribe);
                return null;
            case UnsubscribePacket unsubscribe:
                connection.Broker.Unsubscribe(connection, Answers, unsubscribe);
                return null;
            case DisconnectPacket disconnect:
                return HandleDisconnect(disconnect);
            case AuthPacket auth:
                return _reauthentication.Handle(auth);
            default:
                return Ending.Of(ReasonCode.ProtocolError, "MQTT-3.1.0-2");
        }
    }

    private Ending HandleDisconnect(DisconnectPacket disconnect)
    {
        if (disconnect.SessionExpirySeconds is { } seconds)
        {
            if (seconds > 0 && connection.Connect.SessionExpirySeconds == 0) return Ending.Of(ReasonCode.ProtocolError, "3.14.2.2.2");
            lock (connection.Session.Gate)
            {
                if (connection.Session.Connection == connection) connection.Session.ExpirySeconds = Math.Min(seconds, connection.Broker.Options.MaximumSessionExpirySeconds);
            }
        }

        return new Ending(disconnect.Reason, ByClient: true, PublishesWill: disconnect.Reason != ReasonCode.Success);
    }

    private Ending? HandlePublish(in PublishView publish)
    {
        if (!_aliases.TryResolve(publish, out var topic, out var fault)) return Ending.By(fault);
        if (publish.Retain && connection.Broker.Options.MaximumRetainedMessages == 0 && IsV5) return Ending.Of(ReasonCode.RetainNotSupported, "MQTT-3.2.2-14");
        if (publish.Qos != Qos.AtMostOnce && IsV5 && !connection.Quota.TryTake(connection.Broker.Options.ReceiveMaximum)) return Ending.Of(ReasonCode.ReceiveMaximumExceeded, "MQTT-3.3.4-7");
        connection.Broker.Counts.CountIn();
        return publish.Qos switch
        {
            Qos.AtMostOnce => HandleQos0(publish, topic),
            Qos.AtLeastOnce => HandleQos1(publish, topic),
            _ => HandleQos2(publish, topic),
        };
    }

    private Ending? HandleQos0(in PublishView publish, ReadOnlySpan<byte> topic)
    {
        var published = Publish(publish, topic, takesId: false);
        connection.WaitFor(published.Pending);
        return published.Reason.IsFailure() && !IsV5 ? Ending.Of(published.Reason) : null;
    }

    private Ending? HandleQos1(in PublishView publish, ReadOnlySpan<byte> topic)
    {
        var published = Publish(publish, topic, takesId: false);
        return Answer(published, new Answer(published.Pending, PacketType.Puback, publish.PacketId, published.Reason, FreesQuota: true, Told: published.Told));
    }

    private Ending? HandleQos2(in PublishView publish, ReadOnlySpan<byte> topic)
    {
        var session = connection.Session;
        lock (session.Gate)
        {
            // Taken over meanwhile: the client sends it again, on its new connection.
            if (session.Connection != connection) return null;
            if (!session.Incoming.TryTake(publish.PacketId))
            {
                // Counted with the first, which its PUBCOMP gives back.
                connection.Quota.Release();
                Answers.Add(new Answer(connection.Broker.WhenStored(session), PacketType.Pubrec, publish.PacketId));
                return null;
            }
        }

        var published = Publish(publish, topic, takesId: true);
        if (published.Reason.IsFailure())
        {
            lock (session.Gate) session.Incoming.Release(publish.PacketId);
        }

        return Answer(published, new Answer(published.Pending, PacketType.Pubrec, publish.PacketId, published.Reason, FreesQuota: published.Reason.IsFailure(), Told: published.Told));
    }

    /// <summary>3.1.1 has no way to say that there is no room: the client is to send it again later.</summary>
    private Ending? Answer(in Published published, in Answer answer)
    {
        if (published.Reason.IsFailure() && !IsV5) return Ending.Of(published.Reason);
        Answers.Add(answer);
        return null;
    }

    private Published Publish(in PublishView publish, ReadOnlySpan<byte> topic, bool takesId)
    {
        var isTooDeep = topic.Count((byte)'/') >= connection.Broker.Options.MaximumTopicLevels;
        var reason = isTooDeep ? ReasonCode.TopicNameInvalid : connection.Access.OfPublish(topic);
        return reason.IsFailure() ? Deny(reason) : Heard(connection.Broker.Publish(MessageOf(publish, topic), takesId ? connection.Session : null, publish.PacketId));
    }

    /// <summary>What a neighbour does not take now it will not take the next time either, and 3.1.1 has no word for it: as with <see cref="Deny"/>.</summary>
    private Published Heard(in Published published) =>
        !IsV5 && published.Reason is (ReasonCode.NotAuthorized or ReasonCode.PayloadFormatInvalid) ? Deny(published.Reason) with { Pending = published.Pending } : published;

    /// <summary>
    /// 3.1.1 has no way to say no: the message is acknowledged and goes nowhere [3.1.1 MQTT-3.3.5-2]. The other way that it leaves, ending the connection, would have the client send it again and again.
    /// </summary>
    private Published Deny(ReasonCode reason)
    {
        connection.Broker.Counts.CountDenied();
        return new Published(IsV5 ? reason : ReasonCode.Success);
    }

    private BrokerMessage MessageOf(in PublishView publish, ReadOnlySpan<byte> topic)
    {
        var properties = publish.ForwardedPropertiesLength == 0 ? [] : new byte[publish.ForwardedPropertiesLength];
        publish.CopyForwardedProperties(properties);
        return new BrokerMessage(TopicName.TryParse(topic, out var name) ? name : throw new UnreachableException("A topic that was checked."), publish.Payload.ToArray(), publish.Qos)
        {
            Retain = publish.Retain,
            ForwardedProperties = properties,
            ExpiresAt = publish.MessageExpirySeconds is { } seconds ? connection.Broker.Clock.GetUtcNow().AddSeconds(seconds) : null,
            Publisher = connection.Session.ClientId,
            Identity = connection.Identity.Name,
        };
    }

    private Ending? HandleAck(in AckView ack)
    {
        var session = connection.Session;
        lock (session.Gate)
        {
            if (session.Connection != connection) return null;
            if (ack.Type == PacketType.Pubrel)
            {
                var isThere = session.Incoming.Release(ack.PacketId);
                var stored = isThere ? connection.Broker.Released(session, ack.PacketId) : Task.CompletedTask;
                Answers.Add(new Answer(stored, PacketType.Pubcomp, ack.PacketId, isThere ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound, FreesQuota: true));
                return null;
            }

            HandleAck(session, ack);
        }

        connection.Pump();
        return null;
    }

    private void HandleAck(Session session, in AckView ack)
    {
        QueuedMessage? message;
        var outcome = ack.Type switch
        {
            PacketType.Puback => session.Outgoing.OnPuback(ack.PacketId, out message),
            PacketType.Pubrec => session.Outgoing.OnPubrec(ack.PacketId, ack.Reason, out message),
            _ => session.Outgoing.OnPubcomp(ack.PacketId, out message),
        };
        if (outcome == AckOutcome.Done) connection.Broker.Done(session, message!);
        // PUBREL goes out when it is on disk that PUBLISH never will again: the receiver forgets the packet id with it.
        else if (outcome == AckOutcome.Release) Answers.Add(new Answer(connection.Broker.Received(session, message!), PacketType.Pubrel, ack.PacketId));
        else if (ack.Type == PacketType.Pubrec && !ack.Reason.IsFailure()) Answers.Add(new Answer(Task.CompletedTask, PacketType.Pubrel, ack.PacketId, ReasonCode.PacketIdentifierNotFound));
    }
}
