using System.IO.Pipelines;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>Where connections come in: waits for CONNECT, says who is let in, and closes behind everybody.</summary>
/// <param name="broker">Where they go.</param>
/// <param name="newClientId">Gives ids to those that come without one. [MQTT-3.1.3-6]</param>
internal sealed class Door(MqttBroker broker, Func<string> newClientId)
{
    private readonly AccessRules _rules = new(broker.Options.Rules);
    private readonly FailureThrottle _throttle = new(broker.Options.FailuresPerMinute, broker.Clock);

    /// <summary>Serves one connection from its first byte to its last; both pipes are completed then.</summary>
    /// <param name="pipes">Of the transport.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>How it went.</returns>
    public async Task<Visit> RunAsync(IDuplexPipe pipes, Origin origin = default)
    {
        WriteLane? lane = null;
        try
        {
            // What lasts as long as the connection holds nothing of how it came in: no buffer, no password, and as little as can be for those that say nothing.
            var arrived = await ArriveAsync(pipes, origin);
            lane = arrived.Lane;
            return arrived.Connection is { } connection ? Ended(connection, await broker.ServeAsync(connection, connection.Client.Caller.ClientId)) : arrived.Refusal!;
        }
        finally
        {
            if (lane is null) await pipes.Output.CompleteAsync();
            else await CloseAsync(lane);
            await pipes.Input.CompleteAsync();
        }
    }

    private async Task CloseAsync(WriteLane lane)
    {
        using var patience = new CancellationTokenSource(broker.Options.CloseTimeout, broker.Clock);
        await lane.CloseAsync(patience.Token);
    }

    private async Task<Arrived> ArriveAsync(IDuplexPipe pipes, Origin origin)
    {
        var reader = new PacketReader(Receiver.Server, broker.Options.MaximumPacketSize);
        using var arrival = new Arrival(pipes.Input, reader, broker);
        var (connect, fault) = await arrival.ReadConnectAsync();
        var lane = new WriteLane(pipes.Output, reader.AnswerVersion ?? MqttVersion.V5, broker.Options.MaximumOutboundBytes);
        if (connect is null) return new Arrived(lane, Refuse(lane, reader, fault));
        var admission = await AdmitAsync(arrival, connect, CallerOf(connect, origin), lane);
        return admission.Refusal is { } refusal
            ? new Arrived(lane, refusal)
            : new Arrived(lane, Connection: new MqttConnection(pipes, reader, admission.Client!, lane, admission.Access!, broker));
    }

    /// <summary>Only who spoke MQTT is answered. [MQTT-3.1.4-1]</summary>
    private Visit Refuse(WriteLane lane, PacketReader reader, PacketFault fault)
    {
        if (fault.Rule is null) return new Visit("", "", Ending.Lost);
        broker.Counts.CountRefused();
        // To a malformed CONNECT of 3.1.1 nothing is said, unless there is a return code for it. [3.1.1 MQTT-3.1.4-1]
        var isSaid = reader.AnswerVersion == MqttVersion.V5 || fault.Reason is ReasonCode.ClientIdentifierNotValid or ReasonCode.UnsupportedProtocolVersion;
        if (reader.AnswerVersion is not null && isSaid && fault.Reason.MayStandIn(PacketType.Connack)) lane.Send(new ConnackPacket { Reason = fault.Reason }, null);
        return new Visit("", "", Ending.By(fault));
    }

    private static Visit Ended(MqttConnection connection, Ending ending)
    {
        // [MQTT-3.14.0-1]; 3.1.1 has no such packet from a server.
        if (!ending.ByClient && connection.Lane.Version == MqttVersion.V5 && ending.Reason.MayStandIn(PacketType.Disconnect))
            connection.Lane.Send(new DisconnectPacket { Reason = ending.Reason }, connection.Connect.MaximumPacketSize);
        return new Visit(connection.Client.Caller.ClientId, connection.Identity.Name, ending) { Failure = connection.Failure };
    }

    private async Task<Admission> AdmitAsync(Arrival arrival, ConnectPacket connect, MqttCaller caller, WriteLane lane)
    {
        var (reason, client) = await IdentifyAsync(arrival, connect, caller, lane);
        var access = client is null ? null : _rules.For(client.Identity, caller.ClientId);
        if (connect.Will is { } will && access is not null) reason = access.OfPublish(will.Topic.Utf8);
        if (access is not null && !reason.IsFailure()) return new Admission(null, client, access);
        broker.Counts.CountRefused();
        if (reason == ReasonCode.Success) return new Admission(new Visit(caller.ClientId, "", Ending.Lost));
        lane.Send(new ConnackPacket { Reason = reason.MayStandIn(PacketType.Connack) ? reason : ReasonCode.NotAuthorized }, connect.MaximumPacketSize);
        return new Admission(new Visit(caller.ClientId, "", Ending.Refused(reason)));
    }

    private MqttCaller CallerOf(ConnectPacket connect, Origin origin) => new(connect.Version, connect.ClientId.Length > 0 ? connect.ClientId : newClientId())
    {
        UserName = connect.UserName,
        Password = connect.Password,
        Certificate = origin.Certificate,
        Address = origin.Address,
        IsPrivate = origin.IsPrivate,
    };

    /// <returns>No client and no reason: it went away.</returns>
    private async ValueTask<(ReasonCode Reason, Client? Client)> IdentifyAsync(Arrival arrival, ConnectPacket connect, MqttCaller caller, WriteLane lane)
    {
        var reason = Handshake.Check(connect, broker.Options);
        if (!reason.IsFailure() && broker.ConnectionCount >= broker.Options.MaximumConnections) reason = ReasonCode.ServerBusy;
        if (!reason.IsFailure() && !_throttle.MayTry(caller.Address)) reason = ReasonCode.ConnectionRateExceeded;
        if (reason.IsFailure()) return (reason, null);
        var step = await arrival.IdentifyAsync(connect, caller, lane);
        if (step is MqttStep.Accepted accepted) return (ReasonCode.Success, ClientOf(connect, caller, accepted));
        reason = step is MqttStep.Refused refused ? refused.Reason : ReasonCode.Success;
        if (reason is ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorized or ReasonCode.Banned) _throttle.OnFailure(caller.Address);
        return (reason, null);
    }

    /// <summary>What lasts as long as the connection has no secrets in it, and nothing that nobody reads.</summary>
    private static Client ClientOf(ConnectPacket connect, MqttCaller caller, MqttStep.Accepted accepted)
    {
        var mayStay = connect is { UserName: null, Password: null, AuthenticationData: null, UserProperties.Length: 0 };
        var (lastingConnect, lastingCaller) = mayStay
            ? (connect, caller)
            : (connect with { UserName = null, Password = null, AuthenticationData = null, UserProperties = [] }, caller with { UserName = null, Password = null });
        return new Client(lastingConnect, lastingCaller, accepted.Identity) { WelcomeData = accepted.Data };
    }

    /// <param name="Lane">To be closed.</param>
    /// <param name="Refusal">Null: let in.</param>
    /// <param name="Connection">Of who was let in.</param>
    private readonly record struct Arrived(WriteLane Lane, Visit? Refusal = null, MqttConnection? Connection = null);

    /// <param name="Refusal">Null: let in.</param>
    /// <param name="Client">Who.</param>
    /// <param name="Access">What it may.</param>
    private readonly record struct Admission(Visit? Refusal, Client? Client = null, ClientAccess? Access = null);
}

/// <summary>How a connection went, for the log.</summary>
/// <param name="ClientId">Empty when it did not come to that.</param>
/// <param name="Identity">Who.</param>
/// <param name="Ending">Why it ended.</param>
internal sealed record Visit(string ClientId, string Identity, Ending Ending)
{
    /// <summary>What failed in this server.</summary>
    public Exception? Failure { get; init; }
}
