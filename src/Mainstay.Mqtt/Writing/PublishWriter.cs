using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>Writes PUBLISH straight into the connection's buffer: sizes first, then the head in one piece, then the payload. Nothing is allocated.</summary>
public static class PublishWriter
{
    /// <summary>The whole packet in bytes, to be held against the receiver's maximum before anything is written. [MQTT-3.1.2-24] [MQTT-3.2.2-15]</summary>
    public static long Size(in PublishHead head, long payloadLength, MqttVersion version)
    {
        var rest = HeadLength(head, version) + payloadLength;
        return 1 + Encoder.VariableLength((uint)Math.Min(rest, MqttDefaults.MaximumRemainingLength)) + rest;
    }

    /// <summary>The caller has seen that <see cref="Size"/> is at most the receiver's maximum, and at most <see cref="MqttDefaults.MaximumPacketSize"/>.</summary>
    public static void Write(IBufferWriter<byte> output, in PublishHead head, ReadOnlySpan<byte> payload, MqttVersion version)
    {
        WriteHead(output, head, payload.Length, version);
        output.Write(payload);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, in PublishHead, ReadOnlySpan{byte}, MqttVersion)"/>
    public static void Write(IBufferWriter<byte> output, in PublishHead head, in ReadOnlySequence<byte> payload, MqttVersion version)
    {
        WriteHead(output, head, payload.Length, version);
        foreach (var segment in payload) output.Write(segment.Span);
    }

    private static void WriteHead(IBufferWriter<byte> output, in PublishHead head, long payloadLength, MqttVersion version)
    {
        var headLength = HeadLength(head, version);
        var remaining = checked((uint)(headLength + payloadLength));
        if (remaining > MqttDefaults.MaximumRemainingLength) throw new ArgumentException("No packet can hold a payload of this length.", nameof(payloadLength));
        var length = 1 + Encoder.VariableLength(remaining) + headLength;
        var target = new Encoder(output.GetSpan(length)[..length]);
        target.WriteByte((byte)(((int)PacketType.Publish << 4) | head.Flags));
        target.WriteVariable(remaining);
        target.WriteBinary(head.Topic);
        if (head.Qos != Qos.AtMostOnce) target.WriteNumber16(head.PacketId);
        if (version == MqttVersion.V5)
        {
            target.WriteVariable((uint)head.PropertiesLength);
            head.EncodeProperties(ref target);
        }

        output.Advance(length);
    }

    /// <summary>The variable header.</summary>
    private static int HeadLength(in PublishHead head, MqttVersion version)
    {
        var length = sizeof(ushort) + head.Topic.Length + (head.Qos == Qos.AtMostOnce ? 0 : sizeof(ushort));
        if (version == MqttVersion.V311) return length;
        var properties = head.PropertiesLength;
        return length + Encoder.VariableLength((uint)properties) + properties;
    }
}
