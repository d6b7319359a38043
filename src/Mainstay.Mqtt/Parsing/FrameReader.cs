using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>Cuts what arrives into packets. A packet that is too large or cannot be right is refused on its first bytes, before the rest has come. Source: MQTT 5.0 and 3.1.1, 2.1.</summary>
internal static class FrameReader
{
    private const int LongestHeader = 5;

    /// <param name="buffer">What has arrived; moved past the packet when there is one.</param>
    /// <param name="receiver">Who reads.</param>
    /// <param name="version">Null before CONNECT has told.</param>
    /// <param name="maximumPacketSize">The largest packet taken, in bytes.</param>
    /// <param name="frame">The packet.</param>
    /// <param name="fault">Why there is none and will be none.</param>
    public static ReadOutcome Read(ref ReadOnlySequence<byte> buffer, Receiver receiver, MqttVersion? version, int maximumPacketSize, out Frame frame, out PacketFault fault)
    {
        frame = default;
        fault = default;
        Span<byte> pieces = stackalloc byte[LongestHeader];
        scoped var header = buffer.FirstSpan;
        if (header.Length < LongestHeader && !buffer.IsSingleSegment) header = Join(buffer, pieces);
        if (header.IsEmpty) return ReadOutcome.Incomplete;
        if (CheckFirst(header[0], receiver, version) is { } first) return Refused(first, out fault);
        if (!TryReadLength(header[1..], version, out var lengthBytes, out var length, out fault)) return fault.Rule is null ? ReadOutcome.Incomplete : ReadOutcome.Fault;
        var headerLength = 1 + lengthBytes;
        if (CheckLength((PacketType)(header[0] >> 4), length, version) is { } shape) return Refused(shape, out fault);
        if (headerLength + (long)length > maximumPacketSize) return Refused(new PacketFault(ReasonCode.PacketTooLarge, "3.1.2.11.4"), out fault);
        if (buffer.Length < headerLength + (long)length) return ReadOutcome.Incomplete;
        frame = new Frame((PacketType)(header[0] >> 4), header[0] & 0xF, buffer.Slice(headerLength, length), headerLength + (long)length);
        buffer = buffer.Slice(frame.Body.End);
        return ReadOutcome.Packet;
    }

    private static ReadOutcome Refused(PacketFault why, out PacketFault fault)
    {
        fault = why;
        return ReadOutcome.Fault;
    }

    private static ReadOnlySpan<byte> Join(scoped in ReadOnlySequence<byte> buffer, Span<byte> target)
    {
        var start = buffer.Slice(0, Math.Min(buffer.Length, target.Length));
        start.CopyTo(target);
        return target[..(int)start.Length];
    }

    /// <summary>At most four bytes. [MQTT-1.5.5-1] is of MQTT 5.0 only; of a CONNECT it is checked when the version is known.</summary>
    /// <returns>False when more bytes are needed, or with a fault.</returns>
    private static bool TryReadLength(ReadOnlySpan<byte> bytes, MqttVersion? version, out int used, out int length, out PacketFault fault)
    {
        (used, length, fault) = (0, 0, default);
        while (used < 4)
        {
            if (used == bytes.Length) return false;
            var next = bytes[used];
            length |= (next & 0x7F) << (7 * used++);
            if (next >= 0x80) continue;
            if (next == 0 && used > 1 && version == MqttVersion.V5) fault = PacketFault.Malformed("MQTT-1.5.5-1");
            return fault.Rule is null;
        }

        fault = PacketFault.Malformed("1.5.5");
        return false;
    }

    private static PacketFault? CheckFirst(byte first, Receiver receiver, MqttVersion? version)
    {
        var type = (PacketType)(first >> 4);
        var flags = first & 0xF;
        if (type == PacketType.Forbidden || (type == PacketType.Auth && version == MqttVersion.V311)) return PacketFault.Malformed("2.1.2");
        if (type == PacketType.Publish ? !IsPublishFlags(flags) : flags != FlagsOf(type)) return PacketFault.Malformed(type == PacketType.Publish ? "MQTT-3.3.1-4" : "MQTT-2.1.3-1");
        return MayReceive(type, receiver, version) ? null : PacketFault.Protocol("2.1.2");
    }

    /// <summary>Not QoS 3 [MQTT-3.3.1-4], and no retransmission of what is not acknowledged [MQTT-3.3.1-2].</summary>
    private static bool IsPublishFlags(int flags) => (flags & 6) != 6 && (flags & 0xE) != 8;

    private static int FlagsOf(PacketType type) => type is PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe ? 2 : 0;

    private static bool MayReceive(PacketType type, Receiver receiver, MqttVersion? version) => type switch
    {
        PacketType.Connect or PacketType.Subscribe or PacketType.Unsubscribe or PacketType.Pingreq => receiver == Receiver.Server,
        PacketType.Connack or PacketType.Suback or PacketType.Unsuback or PacketType.Pingresp => receiver == Receiver.Client,
        PacketType.Disconnect => receiver == Receiver.Server || version != MqttVersion.V311,
        _ => true,
    };

    /// <summary>Packets whose length is fixed, or has a least, by their type alone.</summary>
    private static PacketFault? CheckLength(PacketType type, int length, MqttVersion? version)
    {
        var isRight = type switch
        {
            PacketType.Pingreq or PacketType.Pingresp => length == 0,
            PacketType.Disconnect => version != MqttVersion.V311 || length == 0,
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => version == MqttVersion.V311 ? length == 2 : length >= 2,
            PacketType.Connack => version == MqttVersion.V311 ? length == 2 : length >= 3,
            PacketType.Unsuback when version == MqttVersion.V311 => length == 2,
            PacketType.Auth => true,
            _ => length >= 2,
        };
        return isRight ? null : PacketFault.Malformed("2.1.4");
    }
}
