using System.Diagnostics;
using System.IO.Pipelines;
using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>A connection before its client is let in: CONNECT, and AUTH where the client wants to be asked. Everything within <c>Mqtt:ConnectTimeoutSeconds</c>.</summary>
internal sealed class Arrival(PipeReader input, PacketReader reader, MqttBroker broker) : IDisposable
{
    private readonly CancellationTokenSource _patience = new(broker.Options.ConnectTimeout, broker.Clock);

    public void Dispose() => _patience.Dispose();

    /// <summary>The fault says why there is none; one without a rule is the end of the connection or of patience. [MQTT-3.1.0-1]</summary>
    public async Task<(ConnectPacket? Connect, PacketFault Fault)> ReadConnectAsync()
    {
        var (packet, fault) = await ReadPacketAsync();
        if (packet is not null and not ConnectPacket) fault = PacketFault.Protocol("MQTT-3.1.0-1");
        return (packet as ConnectPacket, fault);
    }

    /// <summary>Asks who it is.</summary>
    /// <returns>Accepted or refused; null when the client went, or took too long.</returns>
    public async ValueTask<MqttStep?> IdentifyAsync(ConnectPacket connect, MqttCaller caller, WriteLane lane)
    {
        try
        {
            if (connect.AuthenticationMethod is { } method) return await ExchangeAsync(connect, method, caller, lane);
            return await broker.Identities.IdentifyAsync(caller, _patience.Token) switch
            {
                MqttVerdict.Accepted accepted => new MqttStep.Accepted(accepted.Identity),
                MqttVerdict.Refused refused => new MqttStep.Refused(refused.Reason),
                var other => throw new UnreachableException(other.GetType().Name),
            };
        }
        catch (OperationCanceledException) when (_patience.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception unavailable) when (unavailable is EntityStoppedException or JournalFullException or CommitUnknownException)
        {
            // Who it is cannot be read now.
            return new MqttStep.Refused(ReasonCode.ServerUnavailable);
        }
    }

    /// <summary>Source: MQTT 5.0, 4.12. [MQTT-4.12.0-2] to [MQTT-4.12.0-5]</summary>
    private async ValueTask<MqttStep?> ExchangeAsync(ConnectPacket connect, string method, MqttCaller caller, WriteLane lane)
    {
        if (broker.Identities.Begin(method, caller) is not { } exchange) return new MqttStep.Refused(ReasonCode.BadAuthenticationMethod);
        var data = connect.AuthenticationData;
        while (await exchange.ContinueAsync(data, _patience.Token) is var step)
        {
            if (step is not MqttStep.Challenge challenge) return step;
            lane.Send(new AuthPacket { Reason = ReasonCode.ContinueAuthentication, AuthenticationMethod = method, AuthenticationData = challenge.Data }, connect.MaximumPacketSize);
            var (packet, fault) = await ReadPacketAsync();
            if (packet is AuthPacket { Reason: ReasonCode.ContinueAuthentication } auth && auth.AuthenticationMethod == method) data = auth.AuthenticationData;
            else if (packet is DisconnectPacket || (packet is null && fault.Rule is null)) return null;
            else return new MqttStep.Refused(packet is null ? fault.Reason : ReasonCode.ProtocolError);
        }

        return null;
    }

    private async Task<(Packet? Packet, PacketFault Fault)> ReadPacketAsync()
    {
        using var waking = _patience.Token.UnsafeRegister(state => ((PipeReader)state!).CancelPendingRead(), input);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(CancellationToken.None);
                var buffer = read.Buffer;
                var outcome = reader.TryReadFrame(ref buffer, out var frame, out var fault);
                Packet? packet = null;
                if (outcome == ReadOutcome.Packet && frame.Type == PacketType.Publish) fault = PacketFault.Protocol("MQTT-3.1.0-1");
                else if (outcome == ReadOutcome.Packet) reader.TryReadPacket(frame, out packet, out fault);
                // What came behind the packet is looked at by who reads next.
                input.AdvanceTo(buffer.Start, outcome == ReadOutcome.Incomplete ? buffer.End : buffer.Start);
                if (outcome != ReadOutcome.Incomplete || read.IsCompleted || read.IsCanceled) return (packet, fault);
            }
        }
        catch (Exception gone) when (NetworkEnd.Is(gone))
        {
            return (null, default);
        }
    }
}
