using System.IO.Pipelines;

namespace Mainstay.Mqtt;

/// <summary>From an address to a connection, or to the reason why there is none.</summary>
internal static class MqttConnector
{
    public static async Task<MqttConnectResult> ConnectAsync(
        Func<CancellationToken, Task<IDuplexPipe>> open, MqttClientOptions options, MqttSession? session, CancellationToken cancellationToken)
    {
        session ??= new MqttSession();
        if (!session.TryUse()) throw new InvalidOperationException("The session's connection has not ended yet.");
        var result = new MqttConnectResult(null, null);
        try
        {
            return result = await TryConnectAsync(open, options, session, cancellationToken);
        }
        finally
        {
            if (result.Client is null) session.Leave();
        }
    }

    private static async Task<MqttConnectResult> TryConnectAsync(
        Func<CancellationToken, Task<IDuplexPipe>> open, MqttClientOptions options, MqttSession session, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AnswerTimeout, options.Clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var wire = new MqttWire(await open(patience.Token), options.Version, options.MaximumPacketSize, options.Clock);
            return await ShakeHandsAsync(wire, options, session, patience.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new MqttConnectResult(null, MqttEnding.OfSilence("connection"));
        }
        catch (Exception cause) when (NetworkFailure.Is(cause))
        {
            return new MqttConnectResult(null, MqttEnding.OfNetwork(cause));
        }
    }

    private static async Task<MqttConnectResult> ShakeHandsAsync(MqttWire wire, MqttClientOptions options, MqttSession session, CancellationToken patience)
    {
        ConnackPacket? connack = null;
        MqttEnding? ending = null;
        try
        {
            var clientId = options.ClientId.Length > 0 ? options.ClientId : session.AssignedClientId ?? "";
            (connack, ending) = await new Handshake(wire, options).RunAsync(options.ToPacket(clientId), patience);
        }
        finally
        {
            if (connack is null) await CloseAsync(wire, ending, options.Clock);
        }

        if (connack is null) return new MqttConnectResult(null, ending);
        session.AssignedClientId = connack.AssignedClientId ?? session.AssignedClientId;
        var client = new MqttClient(wire, session, options, connack);
        client.Start();
        return new MqttConnectResult(client, null);
    }

    /// <summary>A fault of the server's is told to it; everything else is just closed.</summary>
    private static async Task CloseAsync(MqttWire wire, MqttEnding? ending, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(ConnectionLoop.FarewellTime, clock);
        var last = ConnectionLoop.LastWord(ending, wire.Version);
        if (last is null) await patience.CancelAsync();
        await wire.CloseAsync(last, patience.Token);
        await wire.CompleteAsync();
    }
}
