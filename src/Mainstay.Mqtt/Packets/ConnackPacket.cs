namespace Mainstay.Mqtt;

/// <summary>The server's answer to CONNECT. Source: MQTT 5.0 and 3.1.1, 3.2.</summary>
public sealed record ConnackPacket : AnswerPacket
{
    public override PacketType Type => PacketType.Connack;

    /// <summary>In 3.1.1 written as the nearest return code: see <see cref="ReasonCodes.ToConnectReturnCode"/>.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>False with any failure. [MQTT-3.2.2-6]</summary>
    public bool SessionPresent { get; init; }

    /// <summary>What the server made of the client's wish; null when it is as asked for.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>How many messages of QoS 1 and 2 the server takes before it has acknowledged one.</summary>
    public ushort ReceiveMaximum { get; init; } = MqttDefaults.ReceiveMaximum;

    public Qos MaximumQos { get; init; } = Qos.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    /// <summary>The largest packet that the server takes, in bytes; null for any.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Given to a client that came without one.</summary>
    public string? AssignedClientId { get; init; }

    /// <summary>The highest alias that the server takes; 0 for none.</summary>
    public ushort TopicAliasMaximum { get; init; }

    public bool WildcardSubscriptionAvailable { get; init; } = true;

    public bool SubscriptionIdentifierAvailable { get; init; } = true;

    public bool SharedSubscriptionAvailable { get; init; } = true;

    /// <summary>Instead of the client's own. [MQTT-3.1.2-21]</summary>
    public ushort? ServerKeepAliveSeconds { get; init; }

    public string? ResponseInformation { get; init; }

    public string? ServerReference { get; init; }

    public string? AuthenticationMethod { get; init; }

    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    private protected override void EncodeHead(ref Encoder target, MqttVersion version)
    {
        target.WriteByte(SessionPresent ? (byte)1 : (byte)0);
        target.WriteByte(version == MqttVersion.V5 ? (byte)Reason : (byte)Reason.ToConnectReturnCode());
    }

    private protected override void EncodeProperties(ref Encoder target)
    {
        if (SessionExpirySeconds is { } expiry) target.WriteNumber32(PropertyId.SessionExpiryInterval, expiry);
        target.WriteText(PropertyId.AssignedClientIdentifier, AssignedClientId);
        if (ServerKeepAliveSeconds is { } keepAlive) target.WriteNumber16(PropertyId.ServerKeepAlive, keepAlive);
        target.WriteText(PropertyId.AuthenticationMethod, AuthenticationMethod);
        target.WriteBinary(PropertyId.AuthenticationData, AuthenticationData);
        target.WriteText(PropertyId.ResponseInformation, ResponseInformation);
        target.WriteText(PropertyId.ServerReference, ServerReference);
        EncodeCapabilities(ref target);
        base.EncodeProperties(ref target);
    }

    private void EncodeCapabilities(ref Encoder target)
    {
        if (ReceiveMaximum != MqttDefaults.ReceiveMaximum) target.WriteNumber16(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumQos != Qos.ExactlyOnce) target.WriteFlag(PropertyId.MaximumQos, MaximumQos == Qos.AtLeastOnce);
        if (!RetainAvailable) target.WriteFlag(PropertyId.RetainAvailable, false);
        if (MaximumPacketSize is { } size) target.WriteNumber32(PropertyId.MaximumPacketSize, size);
        if (TopicAliasMaximum != 0) target.WriteNumber16(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (!WildcardSubscriptionAvailable) target.WriteFlag(PropertyId.WildcardSubscriptionAvailable, false);
        if (!SubscriptionIdentifierAvailable) target.WriteFlag(PropertyId.SubscriptionIdentifierAvailable, false);
        if (!SharedSubscriptionAvailable) target.WriteFlag(PropertyId.SharedSubscriptionAvailable, false);
    }
}
