using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>
/// A PUBLISH read in place: everything points into the connection's buffer (or, where a head came in pieces, into the reader's own) and is valid until the next packet is read or the buffer
/// is given back. Nothing was allocated. Source: MQTT 5.0 and 3.1.1, 3.3.
/// </summary>
public readonly ref struct PublishView
{
    /// <summary>A valid topic name in UTF-8; empty when only <see cref="TopicAlias"/> names it.</summary>
    public ReadOnlySpan<byte> Topic { get; internal init; }

    public Qos Qos { get; internal init; }

    /// <summary>0 with QoS 0.</summary>
    public ushort PacketId { get; internal init; }

    public bool IsDuplicate { get; internal init; }

    public bool Retain { get; internal init; }

    /// <summary>0 for none. Held against the maximum by <see cref="IncomingTopicAliases"/>.</summary>
    public ushort TopicAlias { get; internal init; }

    /// <summary>Null for ever.</summary>
    public uint? MessageExpirySeconds { get; internal init; }

    /// <summary>All properties, those that go no further included; see <see cref="CopyForwardedProperties"/>.</summary>
    public PropertyList Properties { get; internal init; }

    /// <summary>Of what <see cref="CopyForwardedProperties"/> writes.</summary>
    public int ForwardedPropertiesLength { get; internal init; }

    public ReadOnlySequence<byte> Payload { get; internal init; }

    /// <summary>The publisher says that the payload is UTF-8. Whether it is, is not checked here; who checks answers <see cref="ReasonCode.PayloadFormatInvalid"/>.</summary>
    public bool IsText => Properties.TryFind(PropertyId.PayloadFormatIndicator, out var found) && found.Number == 1;

    /// <summary>
    /// What goes to each subscriber unaltered and in its order ([MQTT-3.3.2-4], -15 to -18, -20), without alias, expiry and subscription identifiers, which are each receiver's own.
    /// </summary>
    /// <param name="target">At least <see cref="ForwardedPropertiesLength"/> long.</param>
    public void CopyForwardedProperties(Span<byte> target)
    {
        if (ForwardedPropertiesLength == Properties.Bytes.Length)
        {
            Properties.Bytes.CopyTo(target);
            return;
        }

        foreach (var property in Properties)
        {
            if (!property.IsForwarded) continue;
            property.Encoded.CopyTo(target);
            target = target[property.Encoded.Length..];
        }
    }
}

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP, read in place. Source: MQTT 5.0 and 3.1.1, 3.4 to 3.7.</summary>
public readonly ref struct AckView
{
    public PacketType Type { get; internal init; }

    public ushort PacketId { get; internal init; }

    /// <summary>Always <see cref="ReasonCode.Success"/> in 3.1.1.</summary>
    public ReasonCode Reason { get; internal init; }

    /// <summary>A reason string and user properties, if any.</summary>
    public PropertyList Properties { get; internal init; }

    public string? ReasonString => Properties.TryFind(PropertyId.ReasonString, out var found) ? found.ToText() : null;
}
