using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>Reads PUBLISH without copying what came in one piece. Source: MQTT 5.0 and 3.1.1, 3.3.</summary>
internal static class PublishParser
{
    /// <param name="frame">A PUBLISH.</param>
    /// <param name="head">The body from its start at least to the end of the properties, in one piece.</param>
    /// <param name="version">Of the connection.</param>
    /// <param name="receiver">Who reads.</param>
    /// <param name="publish">The message.</param>
    /// <param name="fault">Why there is none.</param>
    public static bool TryParse(in Frame frame, ReadOnlySpan<byte> head, MqttVersion version, Receiver receiver, out PublishView publish, out PacketFault fault)
    {
        publish = default;
        var fields = new FieldReader(head);
        var qos = (Qos)((frame.Flags >> 1) & 3);
        if (!TryParseHead(ref fields, qos, version, out var topic, out var packetId, out var properties, out fault)) return false;
        var own = OwnProperties.Of(properties);
        fault = Check(topic, qos, packetId, own, version, receiver);
        if (fault.Rule is not null) return false;
        publish = new PublishView
        {
            Topic = topic,
            Qos = qos,
            PacketId = packetId,
            IsDuplicate = (frame.Flags & 8) != 0,
            Retain = (frame.Flags & 1) != 0,
            TopicAlias = own.TopicAlias,
            MessageExpirySeconds = own.MessageExpirySeconds,
            Properties = properties,
            ForwardedPropertiesLength = own.ForwardedLength,
            Payload = frame.Body.Slice(fields.Position),
        };
        return true;
    }

    /// <summary>Where the properties end, found in a body that came in pieces.</summary>
    /// <returns>The whole body's length when it holds no such head.</returns>
    public static long HeadLength(in Frame frame, MqttVersion version)
    {
        var reader = new SequenceReader<byte>(frame.Body);
        if (!reader.TryReadBigEndian(out short topicLength)) return frame.Body.Length;
        long length = sizeof(ushort) + unchecked((ushort)topicLength) + ((frame.Flags & 6) == 0 ? 0 : sizeof(ushort));
        if (version == MqttVersion.V311 || length >= frame.Body.Length) return Math.Min(length, frame.Body.Length);
        Span<byte> start = stackalloc byte[4];
        var prefix = frame.Body.Slice(length, Math.Min(start.Length, frame.Body.Length - length));
        prefix.CopyTo(start);
        var fields = new FieldReader(start[..(int)prefix.Length]);
        return fields.TryVariable(out var properties) ? Math.Min(length + fields.Position + properties, frame.Body.Length) : frame.Body.Length;
    }

    private static bool TryParseHead(
        scoped ref FieldReader fields, Qos qos, MqttVersion version, out ReadOnlySpan<byte> topic, out ushort packetId, out PropertyList properties, out PacketFault fault)
    {
        fault = default;
        properties = default;
        packetId = 0;
        if (fields.TryText(out topic) && (qos == Qos.AtMostOnce || fields.TryNumber16(out packetId))) return version == MqttVersion.V311 || PropertyList.TryParse(ref fields, PropertyPlaces.Publish, out properties, out fault);
        fault = fields.Fault;
        return false;
    }

    private static PacketFault Check(ReadOnlySpan<byte> topic, Qos qos, ushort packetId, OwnProperties own, MqttVersion version, Receiver receiver)
    {
        if (topic.ContainsAny((byte)'+', (byte)'#')) return PacketFault.Malformed("MQTT-3.3.2-2");
        if (topic.IsEmpty && own.TopicAlias == 0) return PacketFault.Protocol(version == MqttVersion.V5 ? "3.3.2.1" : "MQTT-4.7.3-1");
        if (qos != Qos.AtMostOnce && packetId == 0) return PacketFault.Protocol("MQTT-2.2.1-3");
        return own.HasSubscriptionIdentifier && receiver == Receiver.Server ? PacketFault.Protocol("MQTT-3.3.4-6") : default;
    }

    /// <summary>The properties that are for this receiver, and the length of the others.</summary>
    private readonly record struct OwnProperties(ushort TopicAlias, uint? MessageExpirySeconds, bool HasSubscriptionIdentifier, int ForwardedLength)
    {
        public static OwnProperties Of(PropertyList properties)
        {
            var own = default(OwnProperties);
            foreach (var property in properties) own = own.With(property);
            return own;
        }

        private OwnProperties With(in Property property) => property.Id switch
        {
            PropertyId.TopicAlias => this with { TopicAlias = (ushort)property.Number },
            PropertyId.MessageExpiryInterval => this with { MessageExpirySeconds = property.Number },
            PropertyId.SubscriptionIdentifier => this with { HasSubscriptionIdentifier = true },
            _ => this with { ForwardedLength = ForwardedLength + property.Encoded.Length },
        };
    }
}
