namespace Mainstay.Mqtt;

/// <summary>What the server publishes when a connection ends without a word. Source: MQTT 5.0, 3.1.2.5, 3.1.3.2.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">The message.</param>
/// <param name="Qos">How surely.</param>
/// <param name="Retain">Whether it is kept for later subscribers.</param>
public sealed record Will(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos = Qos.AtMostOnce, bool Retain = false)
{
    /// <summary>MQTT 5.0: how long after the connection's end.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>MQTT 5.0: counted from the publication; null for ever.</summary>
    public uint? MessageExpirySeconds { get; init; }

    /// <summary>MQTT 5.0: what is passed on unaltered, encoded as in PUBLISH: see <see cref="MessageProperties"/>.</summary>
    public ReadOnlyMemory<byte> ForwardedProperties { get; init; }

    internal void EncodeProperties(ref Encoder target)
    {
        if (DelaySeconds != 0) target.WriteNumber32(PropertyId.WillDelayInterval, DelaySeconds);
        if (MessageExpirySeconds is { } seconds) target.WriteNumber32(PropertyId.MessageExpiryInterval, seconds);
        target.WriteRaw(ForwardedProperties.Span);
    }

    internal void Encode(ref Encoder target, MqttVersion version)
    {
        if (version == MqttVersion.V5)
        {
            var measure = new Encoder([]);
            EncodeProperties(ref measure);
            target.WriteVariable((uint)measure.Position);
            EncodeProperties(ref target);
        }

        target.WriteBinary(Topic.Utf8);
        target.WriteBinary(Payload.Span);
    }
}
