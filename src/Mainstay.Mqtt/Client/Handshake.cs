using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>CONNECT, challenges if the server has any, and CONNACK. Source: MQTT 5.0, 3.1.4 and 4.12.</summary>
internal sealed class Handshake(MqttWire wire, MqttClientOptions options)
{
    /// <returns>A CONNACK that says yes, or why there is none.</returns>
    public async Task<(ConnackPacket? Connack, MqttEnding? Ending)> RunAsync(ConnectPacket connect, CancellationToken cancellationToken)
    {
        if (!await wire.SendAsync(connect, cancellationToken)) return (null, new MqttEnding(EndingKind.NetworkFailed, ReasonCode.UnspecifiedError, "CONNECT could not be sent"));
        while (true)
        {
            var (packet, ending) = await NextAsync(cancellationToken);
            switch (packet)
            {
                case null:
                    return (null, ending);
                case AuthPacket { Reason: ReasonCode.ContinueAuthentication } challenge when challenge.AuthenticationMethod == options.AuthenticationMethod:
                    await AnswerAsync(wire, options, challenge, cancellationToken);
                    break;
                case ConnackPacket connack:
                    return Conclude(connack, connect);
                default:
                    return (null, MqttEnding.Of(PacketFault.Protocol("MQTT-3.2.0-1")));
            }
        }
    }

    public static async ValueTask AnswerAsync(MqttWire wire, MqttClientOptions options, AuthPacket challenge, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? answer = options.OnChallenge is null ? null : await options.OnChallenge(challenge.AuthenticationData ?? default, cancellationToken);
        await wire.SendAsync(new AuthPacket { Reason = ReasonCode.ContinueAuthentication, AuthenticationMethod = options.AuthenticationMethod, AuthenticationData = answer }, cancellationToken);
    }

    private static (ConnackPacket? Connack, MqttEnding? Ending) Conclude(ConnackPacket connack, ConnectPacket connect)
    {
        if (connack.Reason != ReasonCode.Success)
        {
            return (null, new MqttEnding(EndingKind.RefusedByServer, connack.Reason, connack.ReasonString) { ServerReference = connack.ServerReference });
        }

        return connack.SessionPresent && connect.CleanStart ? (null, MqttEnding.Of(PacketFault.Protocol("MQTT-3.2.2-4"))) : (connack, null);
    }

    private async ValueTask<(Packet? Packet, MqttEnding? Ending)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await wire.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var (outcome, packet, fault) = Take(ref buffer);
            wire.Advance(buffer.Start, outcome == ReadOutcome.Incomplete ? read.Buffer.End : buffer.Start);
            if (outcome == ReadOutcome.Fault) return (null, MqttEnding.Of(fault));
            if (packet is not null) return (packet, null);
            if (read.IsCompleted) return (null, new MqttEnding(EndingKind.NetworkFailed, ReasonCode.UnspecifiedError, "closed by the other end before CONNACK"));
        }
    }

    private (ReadOutcome Outcome, Packet? Packet, PacketFault Fault) Take(ref ReadOnlySequence<byte> buffer)
    {
        var outcome = wire.Reader.TryReadFrame(ref buffer, out var frame, out var fault);
        if (outcome != ReadOutcome.Packet) return (outcome, null, fault);
        if (frame.Type == PacketType.Publish) return (ReadOutcome.Fault, null, PacketFault.Protocol("MQTT-3.2.0-1"));
        return wire.Reader.TryReadPacket(frame, out var packet, out fault) ? (ReadOutcome.Packet, packet, fault) : (ReadOutcome.Fault, null, fault);
    }
}
