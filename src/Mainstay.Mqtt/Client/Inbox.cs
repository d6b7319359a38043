using System.Threading.Channels;

namespace Mainstay.Mqtt;

/// <summary>Messages that wait for their handler, bounded as <see cref="MqttClientOptions.ReceiveMaximum"/> says. They are handled one after another and acknowledged afterwards.</summary>
internal sealed class Inbox(MqttWire wire, MqttSession session, MqttClientOptions options)
{
    private readonly Channel<ReceivedMessage> _waiting = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(2 * options.ReceiveMaximum) { SingleReader = true, SingleWriter = true });
    private readonly IncomingTopicAliases _aliases = new(options.TopicAliasMaximum);
    private int _waitingUnacknowledged;
    private int _waitingOthers;
    private long _dropped;

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Of a PUBLISH.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="message">A copy of it.</param>
    /// <param name="fault">Why there is none.</param>
    public bool TryRead(in Frame frame, out ReceivedMessage? message, out PacketFault fault)
    {
        message = null;
        if (!wire.Reader.TryReadPublish(frame, out var view, out fault) || !_aliases.TryResolve(view, out var topic, out fault)) return false;
        message = ReceivedMessage.Of(view, topic);
        return true;
    }

    /// <returns>A fault when the server sent more than it may. [MQTT-3.3.4-9]</returns>
    public async ValueTask<PacketFault> PutAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (message.Qos == Qos.AtMostOnce)
        {
            Offer(message);
            return default;
        }

        // What was taken before is acknowledged again, and that is all. (4.3.3, method A)
        if (message.Qos == Qos.ExactlyOnce && session.HasTaken(message.PacketId))
        {
            await wire.SendAckAsync(PacketType.Pubrec, message.PacketId, ReasonCode.Success, cancellationToken);
            return default;
        }

        if (Interlocked.Increment(ref _waitingUnacknowledged) > options.ReceiveMaximum && options.Version == MqttVersion.V5) return new PacketFault(ReasonCode.ReceiveMaximumExceeded, "MQTT-3.3.4-9");
        await _waiting.Writer.WriteAsync(message, cancellationToken);
        return default;
    }

    /// <summary>PUBREL: the message of QoS 2 will not come again.</summary>
    public async ValueTask ReleaseAsync(ushort packetId, CancellationToken cancellationToken)
    {
        var reason = session.Release(packetId) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
        await wire.SendAckAsync(PacketType.Pubcomp, packetId, reason, cancellationToken);
        if (reason == ReasonCode.Success) Interlocked.Decrement(ref _waitingUnacknowledged);
    }

    /// <summary>Until the connection ends or a handler throws.</summary>
    /// <returns>What the handler threw: its message is not acknowledged, and none after it.</returns>
    public async Task<Exception> HandleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await _waiting.Reader.ReadAsync(cancellationToken);
            if (message.Qos == Qos.AtMostOnce) Interlocked.Decrement(ref _waitingOthers);
            if (await DispatchAsync(message, cancellationToken) is { } thrown) return thrown;
            await AcknowledgeAsync(message, cancellationToken);
        }
    }

    private void Offer(ReceivedMessage message)
    {
        if (Interlocked.Increment(ref _waitingOthers) <= options.ReceiveMaximum && _waiting.Writer.TryWrite(message)) return;
        Interlocked.Decrement(ref _waitingOthers);
        Interlocked.Increment(ref _dropped);
    }

#pragma warning disable CA1031 // Handlers are the program's; whatever they throw ends the connection, and is told there.
    private async ValueTask<Exception?> DispatchAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var routes = session.RoutesOf(message);
            foreach (var route in routes) await route.Handler(message, cancellationToken);
            if (routes.Count == 0 && options.OnMessage is { } other) await other(message, cancellationToken);
            return null;
        }
        catch (Exception thrown) when (!cancellationToken.IsCancellationRequested)
        {
            return thrown;
        }
    }
#pragma warning restore CA1031

    private async ValueTask AcknowledgeAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (message.Qos == Qos.AtLeastOnce)
        {
            Interlocked.Decrement(ref _waitingUnacknowledged);
            await wire.SendAckAsync(PacketType.Puback, message.PacketId, ReasonCode.Success, cancellationToken);
        }
        else if (message.Qos == Qos.ExactlyOnce)
        {
            session.Take(message.PacketId);
            await wire.SendAckAsync(PacketType.Pubrec, message.PacketId, ReasonCode.Success, cancellationToken);
        }
    }
}
