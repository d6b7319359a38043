using System.Buffers;
using System.Globalization;
using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Packets as the tests write them down, and what a reader makes of them.</summary>
internal static class Wire
{
    /// <summary>
    /// Bytes from a line: hexadecimal digits, 'text' with its length in front, and (…) with its length in front as a variable byte integer. Spaces are for the eye.
    /// </summary>
    public static byte[] Bytes(string line)
    {
        var rest = line.AsSpan();
        return Group(ref rest);
    }

    /// <param name="first">The first byte of the fixed header.</param>
    /// <param name="body">As for <see cref="Bytes"/>; its length is put in front.</param>
    public static byte[] Packet(string first, string body) => Bytes($"{first} ({body})");

    /// <summary>What a reader makes of bytes that should be one packet.</summary>
    public static Parsed Parse(ReadOnlySequence<byte> bytes, Receiver receiver, MqttVersion? version, int maximumPacketSize = 10_000)
    {
        var reader = new PacketReader(receiver, maximumPacketSize, version);
        return Next(reader, ref bytes);
    }

    public static Parsed Parse(byte[] bytes, Receiver receiver, MqttVersion? version, int maximumPacketSize = 10_000) => Parse(new ReadOnlySequence<byte>(bytes), receiver, version, maximumPacketSize);

    public static Parsed Next(PacketReader reader, ref ReadOnlySequence<byte> bytes)
    {
        var outcome = reader.TryReadFrame(ref bytes, out var frame, out var fault);
        if (outcome != ReadOutcome.Packet) return new Parsed(outcome, null, null, fault);
        Message? message = null;
        Packet? packet = null;
        var isRead = frame.Type == PacketType.Publish ? TryReadMessage(reader, frame, out message, out fault) : reader.TryReadPacket(frame, out packet, out fault);
        Assert.Equal(isRead, fault.Rule is null);
        return new Parsed(isRead ? ReadOutcome.Packet : ReadOutcome.Fault, packet, message, fault);
    }

    public static byte[] Write(Packet packet, MqttVersion version, uint? maximumPacketSize = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(PacketWriter.TryWrite(output, packet, version, maximumPacketSize));
        if (maximumPacketSize is null) Assert.Equal(PacketWriter.Size(packet, version), output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same bytes in pieces that end where they are told to.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, params IEnumerable<int> cuts)
    {
        Piece? first = null;
        Piece? last = null;
        var start = 0;
        foreach (var cut in cuts.Select(cut => cut % (bytes.Length + 1)).Append(bytes.Length).Order())
        {
            last = new Piece(bytes.AsMemory(start, cut - start), last);
            first ??= last;
            start = cut;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private static bool TryReadMessage(PacketReader reader, in Frame frame, out Message? message, out PacketFault fault)
    {
        message = null;
        if (!reader.TryReadPublish(frame, out var view, out fault)) return false;
        message = Message.Of(view);
        return true;
    }

    private static byte[] Group(ref ReadOnlySpan<char> rest)
    {
        var bytes = new List<byte>();
        while (!rest.IsEmpty)
        {
            var next = rest[0];
            if (next == ')') break;
            if (next == '(') bytes.AddRange(Nested(ref rest));
            else if (next == '\'') bytes.AddRange(Text(ref rest));
            else if (next == ' ') rest = rest[1..];
            else
            {
                bytes.Add(byte.Parse(rest[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                rest = rest[2..];
            }
        }

        return [.. bytes];
    }

    private static byte[] Nested(ref ReadOnlySpan<char> rest)
    {
        rest = rest[1..];
        var inside = Group(ref rest);
        rest = rest[1..];
        var length = inside.Length;
        var prefix = new List<byte>();
        for (; length >= 0x80; length >>= 7) prefix.Add((byte)((length & 0x7F) | 0x80));
        return [.. prefix, (byte)length, .. inside];
    }

    private static byte[] Text(ref ReadOnlySpan<char> rest)
    {
        var end = rest[1..].IndexOf('\'') + 1;
        var text = Encoding.UTF8.GetBytes(rest[1..end].ToString());
        rest = rest[(end + 1)..];
        return [(byte)(text.Length >> 8), (byte)(text.Length & 0xFF), .. text];
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}

/// <summary>What became of some bytes.</summary>
internal sealed record Parsed(ReadOutcome Outcome, Packet? Packet, Message? Message, PacketFault Fault)
{
    /// <summary>Everything that was read, as text: what two readings are compared by.</summary>
    public override string ToString() => Packet is null ? $"{Outcome} {Fault} {Message}" : $"{Packet.Type} {Convert.ToHexString(Wire.Write(Packet, MqttVersion.V5))} {Packet}";
}

/// <summary>A copy of a <see cref="PublishView"/>.</summary>
internal sealed record Message(
    string Topic, string Payload, Qos Qos, ushort PacketId, bool IsDuplicate, bool Retain, ushort TopicAlias, uint? ExpirySeconds, string Forwarded, string Properties)
{
    public static Message Of(in PublishView view)
    {
        var forwarded = new byte[view.ForwardedPropertiesLength];
        view.CopyForwardedProperties(forwarded);
        return new Message(
            Encoding.UTF8.GetString(view.Topic), Convert.ToHexString(view.Payload.ToArray()), view.Qos, view.PacketId, view.IsDuplicate, view.Retain, view.TopicAlias, view.MessageExpirySeconds,
            Convert.ToHexString(forwarded), Convert.ToHexString(view.Properties.Bytes));
    }
}
