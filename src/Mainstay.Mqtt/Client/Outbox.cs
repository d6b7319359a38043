using System.Diagnostics.CodeAnalysis;

namespace Mainstay.Mqtt;

/// <summary>
/// Messages on their way to the server: no more at once than it takes ([MQTT-3.3.4-7]), in their order, kept by the session until they are acknowledged. Source: MQTT 5.0, 4.3, 4.4, 4.9.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits with a handle on the semaphore, so it holds nothing to let go of.")]
internal sealed class Outbox(MqttWire wire, MqttSession session, MqttClientOptions options, ConnackPacket connack)
{
    private readonly SemaphoreSlim _quota = new(Math.Min(connack.ReceiveMaximum, options.UnacknowledgedMaximum));

    private readonly PendingMessage[] _left = Left(session, connack);

    // Whoever waits gets it in the order of asking, so that messages leave in the order in which they were given. What an earlier connection left goes first. [MQTT-4.6.0-1]
    private readonly SemaphoreSlim _turn = new(session.UnacknowledgedCount == 0 ? 1 : 0);
    private bool _hasEnded;

    /// <summary>Sends what an earlier connection left, before anything new. [MQTT-4.4.0-1]</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_left.Length == 0) return;
        foreach (var pending in _left)
        {
            await _quota.WaitAsync(cancellationToken);
            pending.Result = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (pending.IsReleased) await wire.SendAckAsync(PacketType.Pubrel, pending.PacketId, ReasonCode.Success, cancellationToken);
            else await SendAsync(pending, cancellationToken);
        }

        _turn.Release();
    }

    public async Task<PublishResult> PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var properties = wire.Version == MqttVersion.V311 ? [] : message.Properties.Encode();
        if (Refusal(message, properties) is { } reason) return new PublishResult(PublishOutcome.Refused, reason);
        if (message.Qos != Qos.AtMostOnce) return await PublishAsync(message, properties, cancellationToken);
        var isSent = await wire.SendMessageAsync(message, properties, packetId: 0, isDuplicate: false, message.ExpirySeconds, cancellationToken);
        return new PublishResult(isSent ? PublishOutcome.Sent : PublishOutcome.NotSent);
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP has come.</summary>
    /// <returns>What to say in PUBREL, if one is to be sent.</returns>
    public ReasonCode? Take(in AckView ack)
    {
        var pending = session.Find(ack.PacketId);
        if (ack.Type == PacketType.Pubrec && !ack.Reason.IsFailure()) return Release(pending);
        if (pending is null || IsOutOfTurn(ack.Type, pending) || !session.Forget(pending)) return null;
        _quota.Release();
        pending.Result.TrySetResult(new PublishResult(ack.Reason.IsFailure() ? PublishOutcome.Refused : PublishOutcome.Acknowledged, ack.Reason, ack.ReasonString));
        return null;
    }

    /// <summary>Tells everybody who waits that the connection has ended.</summary>
    public void End()
    {
        Volatile.Write(ref _hasEnded, true);
        _turn.Release(ushort.MaxValue);
        _quota.Release(ushort.MaxValue);
        foreach (var pending in session.Unacknowledged()) pending.Result.TrySetResult(new PublishResult(PublishOutcome.Unacknowledged));
    }

    private async Task<PublishResult> PublishAsync(OutgoingMessage message, byte[] properties, CancellationToken cancellationToken)
    {
        if (await BeginAsync(message, properties, cancellationToken) is not { } pending) return new PublishResult(PublishOutcome.NotSent);
        return await pending.Result.Task.WaitAsync(cancellationToken);
    }

    /// <returns>A message that the session has: giving up waiting does not take it back. Null when the connection has ended.</returns>
    private async ValueTask<PendingMessage?> BeginAsync(OutgoingMessage message, byte[] properties, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _quota.WaitAsync(cancellationToken);
            if (Volatile.Read(ref _hasEnded)) return null;
            var pending = session.Keep(message, properties, options.Clock.GetTimestamp());
            await SendAsync(pending, CancellationToken.None);
            if (Volatile.Read(ref _hasEnded)) pending.Result.TrySetResult(new PublishResult(PublishOutcome.Unacknowledged));
            return pending;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Of QoS 2, what a server without the session may or may not have had is not sent again. [MQTT-3.2.2-5]</summary>
    private static PendingMessage[] Left(MqttSession session, ConnackPacket connack)
    {
        if (!connack.SessionPresent) session.Lose();
        return session.Unacknowledged();
    }

    private async ValueTask SendAsync(PendingMessage pending, CancellationToken cancellationToken)
    {
        var isDuplicate = pending.IsSent;
        pending.IsSent = true;
        await wire.SendMessageAsync(pending.Message, pending.Properties, pending.PacketId, isDuplicate, ExpiryLeft(pending), cancellationToken);
    }

    private uint? ExpiryLeft(PendingMessage pending)
    {
        if (pending.Message.ExpirySeconds is not { } seconds) return null;
        var waited = options.Clock.GetElapsedTime(pending.KeptAt).TotalSeconds;
        return (uint)Math.Max(1, seconds - Math.Floor(waited));
    }

    /// <summary>What the server has said that it does not take is not sent. [MQTT-3.2.2-11] [MQTT-3.2.2-14] [MQTT-3.2.2-15]</summary>
    private ReasonCode? Refusal(OutgoingMessage message, byte[] properties)
    {
        if (message.Qos > connack.MaximumQos) return ReasonCode.QosNotSupported;
        if (message.Retain && !connack.RetainAvailable) return ReasonCode.RetainNotSupported;
        return wire.Fits(message, properties) ? null : ReasonCode.PacketTooLarge;
    }

    private static ReasonCode Release(PendingMessage? pending)
    {
        if (pending?.Message.Qos != Qos.ExactlyOnce) return ReasonCode.PacketIdentifierNotFound;
        pending.IsReleased = true;
        return ReasonCode.Success;
    }

    private static bool IsOutOfTurn(PacketType type, PendingMessage pending) => type switch
    {
        PacketType.Puback => pending.Message.Qos != Qos.AtLeastOnce,
        PacketType.Pubcomp => !pending.IsReleased,
        _ => pending.Message.Qos != Qos.ExactlyOnce || pending.IsReleased,
    };
}
