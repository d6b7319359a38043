namespace Mainstay.Feeders.Mqtt.Identities;

/// <summary>
/// Says who a client is. Several may be registered as services: they are asked in their order, the settings' own last, and the first that answers decides. Asked once for each CONNECT, on no particular
/// thread and for many at once; the host's exceptions are answered 0x88 (server unavailable).
/// </summary>
internal interface IMqttIdentities
{
    /// <summary>By what came in CONNECT: a user name and a password, a certificate, a client id, or nothing.</summary>
    /// <param name="caller">All that is known of it.</param>
    /// <param name="cancellation">The connection or the server ends.</param>
    /// <returns>Null: nobody that this knows, somebody else is to be asked.</returns>
    ValueTask<MqttVerdict?> IdentifyAsync(MqttCaller caller, CancellationToken cancellation);

    /// <summary>Begins enhanced authentication, at a CONNECT or for a client that is connected and does it again. Source: MQTT 5.0, 4.12.</summary>
    /// <param name="method">What the client asked for.</param>
    /// <param name="caller">All that is known of it; without user name and password when it does it again.</param>
    /// <returns>Null: not a method that this knows.</returns>
    IMqttExchange? Begin(string method, MqttCaller caller);
}

/// <summary>One enhanced authentication under way. Its steps come one after another.</summary>
internal interface IMqttExchange
{
    /// <param name="data">What the client sent with CONNECT or AUTH; null when it sent none.</param>
    /// <param name="cancellation">The connection or the server ends.</param>
    ValueTask<MqttStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellation);
}
