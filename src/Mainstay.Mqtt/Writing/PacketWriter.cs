using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>Writes every packet but PUBLISH (<see cref="PublishWriter"/>) straight into the connection's buffer, in one piece.</summary>
public static class PacketWriter
{
    /// <summary>The whole packet in bytes.</summary>
    public static int Size(Packet packet, MqttVersion version)
    {
        var rest = BodyLength(packet, version);
        return 1 + Encoder.VariableLength((uint)rest) + rest;
    }

    /// <summary>
    /// Writes a packet that its receiver can take. An answer that would be too large loses its user properties, and then its reason string ([MQTT-3.2.2-19], [MQTT-3.4.2-2], [MQTT-3.4.2-3]
    /// and so on for each answer).
    /// </summary>
    /// <param name="output">Of the connection.</param>
    /// <param name="packet">What to say.</param>
    /// <param name="version">Of the connection.</param>
    /// <param name="maximumPacketSize">What the receiver takes, in bytes; null for any.</param>
    /// <returns>False when the packet is too large all the same: nothing was written. Connections end with <see cref="ReasonCode.PacketTooLarge"/> over that, messages are passed over.</returns>
    public static bool TryWrite(IBufferWriter<byte> output, Packet packet, MqttVersion version, uint? maximumPacketSize = null)
    {
        var limit = Math.Min(maximumPacketSize ?? uint.MaxValue, MqttDefaults.MaximumPacketSize);
        if (Fits(packet, version, limit, out var bodyLength)) return Write(output, packet, version, bodyLength);
        if (packet is not AnswerPacket answer || version == MqttVersion.V311) return false;
        answer = answer with { UserProperties = [] };
        if (Fits(answer, version, limit, out bodyLength)) return Write(output, answer, version, bodyLength);
        answer = answer with { ReasonString = null };
        return Fits(answer, version, limit, out bodyLength) && Write(output, answer, version, bodyLength);
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP with nothing more to say: four bytes, or five with a reason. 3.1.1 has no reasons.</summary>
    public static void WriteAck(IBufferWriter<byte> output, PacketType type, ushort packetId, MqttVersion version, ReasonCode reason = ReasonCode.Success)
    {
        var hasReason = reason != ReasonCode.Success && version == MqttVersion.V5;
        var length = hasReason ? 5 : 4;
        var target = new Encoder(output.GetSpan(length)[..length]);
        target.WriteByte((byte)(((int)type << 4) | (type == PacketType.Pubrel ? 2 : 0)));
        target.WriteByte((byte)(length - 2));
        target.WriteNumber16(packetId);
        if (hasReason) target.WriteByte((byte)reason);
        output.Advance(length);
    }

    private static bool Fits(Packet packet, MqttVersion version, uint limit, out int bodyLength)
    {
        bodyLength = BodyLength(packet, version);
        return 1 + Encoder.VariableLength((uint)bodyLength) + bodyLength <= limit;
    }

    private static int BodyLength(Packet packet, MqttVersion version)
    {
        var measure = new Encoder([]);
        packet.Encode(ref measure, version);
        return measure.Position;
    }

    private static bool Write(IBufferWriter<byte> output, Packet packet, MqttVersion version, int bodyLength)
    {
        var length = 1 + Encoder.VariableLength((uint)bodyLength) + bodyLength;
        var target = new Encoder(output.GetSpan(length)[..length]);
        target.WriteByte((byte)(((int)packet.Type << 4) | packet.Flags));
        target.WriteVariable((uint)bodyLength);
        packet.Encode(ref target, version);
        output.Advance(length);
        return true;
    }
}
