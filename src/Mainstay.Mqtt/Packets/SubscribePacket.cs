namespace Mainstay.Mqtt;

/// <summary>When retained messages are sent for a subscription. Source: MQTT 5.0, 3.8.3.1.</summary>
public enum RetainHandling
{
    SendAlways = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}

/// <summary>One line of a SUBSCRIBE. Source: MQTT 5.0, 3.8.3.1.</summary>
/// <param name="Text">The filter as it was sent.</param>
/// <param name="MaximumQos">The highest at which messages are wished for.</param>
public sealed record SubscriptionRequest(string Text, Qos MaximumQos)
{
    /// <param name="filter">A filter.</param>
    /// <param name="maximumQos">The highest at which messages are wished for.</param>
    public SubscriptionRequest(TopicFilter filter, Qos maximumQos)
        : this(filter.ToString(), maximumQos)
    {
    }

    /// <summary>Null when the text is no filter; of those only what begins with <c>$share/</c> comes out of a packet, and only in 3.1.1, which knows no such form: it is refused with 0x80.</summary>
    public TopicFilter? Filter { get; } = TopicFilter.TryParse(Text, out var filter) ? filter : null;

    /// <summary>MQTT 5.0: not the client's own messages. [MQTT-3.8.3-3]</summary>
    public bool NoLocal { get; init; }

    /// <summary>MQTT 5.0: whether the retain flag stays as it was published. [MQTT-3.3.1-13]</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>MQTT 5.0; 3.1.1 always sends.</summary>
    public RetainHandling RetainHandling { get; init; }

    internal int Options => (int)MaximumQos | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0) | ((int)RetainHandling << 4);
}

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.8.</summary>
public sealed record SubscribePacket(ushort PacketId, SubscriptionRequest[] Requests) : Packet
{
    public override PacketType Type => PacketType.Subscribe;

    /// <summary>MQTT 5.0: sent back with each message that matches one of the filters; 0 for none.</summary>
    public uint SubscriptionIdentifier { get; init; }

    /// <summary>[MQTT-3.8.1-1]</summary>
    internal override int Flags => 2;

    private protected override void EncodeHead(ref Encoder target, MqttVersion version) => target.WriteNumber16(PacketId);

    private protected override void EncodeProperties(ref Encoder target)
    {
        if (SubscriptionIdentifier != 0) target.WriteVariable(PropertyId.SubscriptionIdentifier, SubscriptionIdentifier);
        base.EncodeProperties(ref target);
    }

    private protected override void EncodePayload(ref Encoder target, MqttVersion version)
    {
        foreach (var request in Requests)
        {
            target.WriteText(request.Text);
            target.WriteByte((byte)(version == MqttVersion.V5 ? request.Options : (int)request.MaximumQos));
        }
    }
}

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.10. Filters are compared character by character, so they are left as text. [MQTT-3.10.4-1]</summary>
public sealed record UnsubscribePacket(ushort PacketId, string[] Filters) : Packet
{
    public override PacketType Type => PacketType.Unsubscribe;

    /// <summary>[MQTT-3.10.1-1]</summary>
    internal override int Flags => 2;

    private protected override void EncodeHead(ref Encoder target, MqttVersion version) => target.WriteNumber16(PacketId);

    private protected override void EncodePayload(ref Encoder target, MqttVersion version)
    {
        foreach (var filter in Filters) target.WriteText(filter);
    }
}
