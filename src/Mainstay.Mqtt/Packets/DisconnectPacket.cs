namespace Mainstay.Mqtt;

/// <summary>The last packet of either side; in 3.1.1 of the client only, and without a word. Source: MQTT 5.0 and 3.1.1, 3.14.</summary>
public sealed record DisconnectPacket : ShortAnswerPacket
{
    public override PacketType Type => PacketType.Disconnect;

    /// <summary>From a client only. [MQTT-3.14.2-2] May not make a session last that was to end with the connection (3.14.2.2.2): that is known to who keeps the session.</summary>
    public uint? SessionExpirySeconds { get; init; }

    public string? ServerReference { get; init; }

    private protected override void EncodeHead(ref Encoder target, MqttVersion version)
    {
    }

    private protected override void EncodeProperties(ref Encoder target)
    {
        if (SessionExpirySeconds is { } seconds) target.WriteNumber32(PropertyId.SessionExpiryInterval, seconds);
        target.WriteText(PropertyId.ServerReference, ServerReference);
        base.EncodeProperties(ref target);
    }
}

/// <summary>A step of enhanced authentication. Source: MQTT 5.0, 3.15, 4.12.</summary>
public sealed record AuthPacket : ShortAnswerPacket
{
    public override PacketType Type => PacketType.Auth;

    /// <summary>The same as in CONNECT. Null only in the form without anything (3.15.2.1).</summary>
    public string? AuthenticationMethod { get; init; }

    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    private protected override void EncodeHead(ref Encoder target, MqttVersion version)
    {
    }

    private protected override void EncodeProperties(ref Encoder target)
    {
        target.WriteText(PropertyId.AuthenticationMethod, AuthenticationMethod);
        target.WriteBinary(PropertyId.AuthenticationData, AuthenticationData);
        base.EncodeProperties(ref target);
    }
}
