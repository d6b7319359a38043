namespace Mainstay.Mqtt;

/// <summary>
/// A packet of the less frequent kinds, as a value. Messages and their acknowledgements have views that are read in place: <see cref="PublishView"/>, <see cref="AckView"/>.
/// What only MQTT 5.0 has is empty when it came by 3.1.1, and is not written to 3.1.1.
/// </summary>
public abstract record Packet
{
    private protected Packet()
    {
    }

    public abstract PacketType Type { get; }

    /// <summary>MQTT 5.0; in the order in which they came.</summary>
    public UserProperty[] UserProperties { get; init; } = [];

    /// <summary>The lower four bits of the first byte. Source: MQTT 5.0, 2.1.3.</summary>
    internal virtual int Flags => 0;

    /// <summary>What follows the fixed header. When <paramref name="target"/> only measures, the same calls count.</summary>
    internal virtual void Encode(ref Encoder target, MqttVersion version)
    {
        EncodeHead(ref target, version);
        if (version == MqttVersion.V5)
        {
            target.WriteVariable((uint)MeasureProperties());
            EncodeProperties(ref target);
        }

        EncodePayload(ref target, version);
    }

    internal int MeasureProperties()
    {
        var measure = new Encoder([]);
        EncodeProperties(ref measure);
        return measure.Position;
    }

    /// <summary>The variable header up to the properties.</summary>
    private protected abstract void EncodeHead(ref Encoder target, MqttVersion version);

    private protected virtual void EncodeProperties(ref Encoder target) => target.WriteUserProperties(UserProperties);

    private protected virtual void EncodePayload(ref Encoder target, MqttVersion version)
    {
    }
}

/// <summary>A packet that says how something went.</summary>
public abstract record AnswerPacket : Packet
{
    private protected AnswerPacket()
    {
    }

    /// <summary>MQTT 5.0: for a person who looks for the cause, never for a program. Left out by the writer when the packet would be too large for its receiver.</summary>
    public string? ReasonString { get; init; }

    private protected override void EncodeProperties(ref Encoder target)
    {
        target.WriteText(PropertyId.ReasonString, ReasonString);
        base.EncodeProperties(ref target);
    }
}

/// <summary>An answer whose reason and properties may be left out when there is nothing to say. Source: MQTT 5.0, 3.4.2.1, 3.14.2.1, 3.15.2.1.</summary>
public abstract record ShortAnswerPacket : AnswerPacket
{
    private protected ShortAnswerPacket()
    {
    }

    /// <summary>Always <see cref="ReasonCode.Success"/> when it came by 3.1.1.</summary>
    public ReasonCode Reason { get; init; }

    internal override void Encode(ref Encoder target, MqttVersion version)
    {
        EncodeHead(ref target, version);
        if (version == MqttVersion.V311) return;
        var properties = MeasureProperties();
        if (properties == 0 && Reason == ReasonCode.Success) return;
        target.WriteByte((byte)Reason);
        if (properties == 0 && Type != PacketType.Auth) return;
        target.WriteVariable((uint)properties);
        EncodeProperties(ref target);
    }
}
