namespace Mainstay.Mqtt;

/// <summary>All of a PUBLISH but its payload, to be written. The spans are read during the call only. Source: MQTT 5.0 and 3.1.1, 3.3.</summary>
public readonly ref struct PublishHead
{
    /// <summary>A valid topic name in UTF-8; empty only with a <see cref="TopicAlias"/> that the receiver knows.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    public Qos Qos { get; init; }

    /// <summary>Not 0 with QoS 1 or 2, and unused with QoS 0. [MQTT-2.2.1-2]</summary>
    public ushort PacketId { get; init; }

    /// <summary>This is a retransmission; ignored with QoS 0. [MQTT-3.3.1-1] [MQTT-3.3.1-2]</summary>
    public bool IsDuplicate { get; init; }

    public bool Retain { get; init; }

    /// <summary>MQTT 5.0: 0 for none.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>MQTT 5.0: what is left of the message's time; null for ever. [MQTT-3.3.2-6]</summary>
    public uint? MessageExpirySeconds { get; init; }

    /// <summary>MQTT 5.0, from a server: of each subscription that matched and has one. [MQTT-3.3.4-4]</summary>
    public ReadOnlySpan<uint> SubscriptionIdentifiers { get; init; }

    /// <summary>MQTT 5.0: as <see cref="PublishView.CopyForwardedProperties"/> gave them, or <see cref="MessageProperties.Encode()"/>.</summary>
    public ReadOnlySpan<byte> ForwardedProperties { get; init; }

    internal int Flags => (Retain ? 1 : 0) | ((int)Qos << 1) | (IsDuplicate && Qos != Qos.AtMostOnce ? 8 : 0);

    internal int PropertiesLength
    {
        get
        {
            var length = ForwardedProperties.Length;
            if (TopicAlias != 0) length += 3;
            if (MessageExpirySeconds is not null) length += 5;
            foreach (var identifier in SubscriptionIdentifiers) length += 1 + Encoder.VariableLength(identifier);
            return length;
        }
    }

    internal void EncodeProperties(ref Encoder target)
    {
        if (TopicAlias != 0) target.WriteNumber16(PropertyId.TopicAlias, TopicAlias);
        if (MessageExpirySeconds is { } seconds) target.WriteNumber32(PropertyId.MessageExpiryInterval, seconds);
        foreach (var identifier in SubscriptionIdentifiers) target.WriteVariable(PropertyId.SubscriptionIdentifier, identifier);
        target.WriteRaw(ForwardedProperties);
    }
}
