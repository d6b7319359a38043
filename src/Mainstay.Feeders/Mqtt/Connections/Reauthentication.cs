using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>A connected client that says anew who it is. Source: MQTT 5.0, 3.15, 4.12.1.</summary>
internal sealed class Reauthentication(MqttConnection connection)
{
    private IMqttExchange? _exchange;

    /// <returns>Null, or why the connection ends.</returns>
    public Ending? Handle(AuthPacket packet)
    {
        if (connection.Connect.AuthenticationMethod is not { } method) return Ending.Of(ReasonCode.ProtocolError, "MQTT-4.12.0-7");
        if (packet.AuthenticationMethod != method) return Ending.Of(ReasonCode.ProtocolError, "MQTT-4.12.1-1");
        var isExpected = _exchange is null ? packet.Reason == ReasonCode.Reauthenticate : packet.Reason == ReasonCode.ContinueAuthentication;
        if (!isExpected) return Ending.Of(ReasonCode.ProtocolError, "4.12.1");
        _exchange ??= connection.Broker.Identities.Begin(method, connection.Client.Caller);
        if (_exchange is null) return Ending.Of(ReasonCode.NotAuthorized, "4.12.1");
        connection.WaitFor(StepAsync(_exchange, method, packet.AuthenticationData));
        return null;
    }

    private async Task StepAsync(IMqttExchange exchange, string method, ReadOnlyMemory<byte>? data)
    {
        using var patience = new CancellationTokenSource(connection.Broker.Options.ConnectTimeout, connection.Broker.Clock);
        switch (await exchange.ContinueAsync(data, patience.Token))
        {
            case MqttStep.Challenge challenge:
                Send(ReasonCode.ContinueAuthentication, method, challenge.Data);
                break;
            case MqttStep.Accepted accepted when accepted.Identity.Name == connection.Identity.Name:
                _exchange = null;
                Send(ReasonCode.Success, method, accepted.Data);
                break;
            default:
                connection.End(Ending.Of(ReasonCode.NotAuthorized, "4.12.1"));
                break;
        }
    }

    private void Send(ReasonCode reason, string method, ReadOnlyMemory<byte>? data) =>
        connection.Lane.Send(new AuthPacket { Reason = reason, AuthenticationMethod = method, AuthenticationData = data }, connection.Connect.MaximumPacketSize);
}
