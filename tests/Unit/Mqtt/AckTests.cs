using System.Buffers;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP. Source: MQTT 5.0 and 3.1.1, 3.4 to 3.7.</summary>
public sealed class AckTests
{
    [Theory]
    [InlineData("MQTT-2.2.1-5", MqttVersion.V5, "40", "0000", ReasonCode.ProtocolError)]
    [InlineData("MQTT-2.2.1-5", MqttVersion.V311, "62", "0000", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V5, "40", "0001 92", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V5, "50", "0001 01", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V5, "62", "0001 10", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V5, "70", "0001 80", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: not a property of this packet", MqttVersion.V5, "40", "0001 00 (11 00000001)", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: a property twice", MqttVersion.V5, "40", "0001 00 (1F 'a' 1F 'b')", ReasonCode.ProtocolError)]
    [InlineData("2.1.4: bytes after the packet's end", MqttVersion.V5, "40", "0001 00 00 00", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "40", "0001 00 04 1F", ReasonCode.MalformedPacket)]
    public void It_is_refused(string statement, MqttVersion version, string first, string body, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Packet(first, body), Receiver.Server, version);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    /// <summary>3.4.2.1: reason and properties may be left out.</summary>
    [Theory]
    [InlineData("40", "0001", PacketType.Puback, ReasonCode.Success, null)]
    [InlineData("40", "0001 10", PacketType.Puback, ReasonCode.NoMatchingSubscribers, null)]
    [InlineData("50", "0001 97 00", PacketType.Pubrec, ReasonCode.QuotaExceeded, null)]
    [InlineData("62", "0001 92 (1F 'gone' 26 'a' 'b')", PacketType.Pubrel, ReasonCode.PacketIdentifierNotFound, "gone")]
    [InlineData("70", "0001 00 (26 'a' 'b')", PacketType.Pubcomp, ReasonCode.Success, null)]
    public void It_is_read(string first, string body, PacketType type, ReasonCode reason, string? text)
    {
        var reader = new PacketReader(Receiver.Server, 1_000, MqttVersion.V5);
        var bytes = new ReadOnlySequence<byte>(Wire.Packet(first, body));

        Assert.Equal(ReadOutcome.Packet, reader.TryReadFrame(ref bytes, out var frame, out _));
        Assert.True(reader.TryReadAck(frame, out var ack, out _));

        Assert.Equal((type, 1, reason, text), (ack.Type, ack.PacketId, ack.Reason, ack.ReasonString));
    }

    [Theory]
    [InlineData(PacketType.Puback, MqttVersion.V5, ReasonCode.Success, "40 02 0102")]
    [InlineData(PacketType.Pubrel, MqttVersion.V5, ReasonCode.PacketIdentifierNotFound, "62 03 0102 92")]
    [InlineData(PacketType.Pubrec, MqttVersion.V311, ReasonCode.QuotaExceeded, "50 02 0102")]
    public void It_is_written_in_the_fewest_bytes(PacketType type, MqttVersion version, ReasonCode reason, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        PacketWriter.WriteAck(output, type, 0x0102, version, reason);

        Assert.Equal(Wire.Bytes(expected), output.WrittenSpan.ToArray());
        Assert.Equal(Wire.Bytes(expected), Wire.Write(new AckPacket(type, 0x0102, reason), version));
    }

    /// <summary>First the user properties go, then the reason string, then it is not written at all. The whole has 22 bytes.</summary>
    [Theory]
    [InlineData("MQTT-3.4.2-3", 22, "40 (0001 97 (1F 'full' 26 'abc' 'd'))")]
    [InlineData("MQTT-3.4.2-3", 21, "40 (0001 97 (1F 'full'))")]
    [InlineData("MQTT-3.4.2-3", 13, "40 (0001 97 (1F 'full'))")]
    [InlineData("MQTT-3.4.2-2", 12, "40 (0001 97)")]
    [InlineData("MQTT-3.1.2-24", 4, null)]
    public void It_says_less_to_who_takes_little(string statement, uint maximumPacketSize, string? expected) =>
        SaysLess(statement, new AckPacket(PacketType.Puback, 1, ReasonCode.QuotaExceeded) { ReasonString = "full", UserProperties = [new("abc", "d")] }, maximumPacketSize, expected);

    [Theory]
    [InlineData("MQTT-3.2.2-20", 21, "20 (00 97 (1F 'full' 26 'abc' 'd'))")]
    [InlineData("MQTT-3.2.2-20", 20, "20 (00 97 (1F 'full'))")]
    [InlineData("MQTT-3.2.2-19", 11, "20 (00 97 ())")]
    [InlineData("MQTT-3.1.2-24", 4, null)]
    public void So_does_a_refusal(string statement, uint maximumPacketSize, string? expected) =>
        SaysLess(statement, new ConnackPacket { Reason = ReasonCode.QuotaExceeded, ReasonString = "full", UserProperties = [new("abc", "d")] }, maximumPacketSize, expected);

    private static void SaysLess(string statement, AnswerPacket answer, uint maximumPacketSize, string? expected)
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.StartsWith("MQTT-3", statement, StringComparison.Ordinal);
        Assert.Equal(expected is not null, PacketWriter.TryWrite(output, answer, MqttVersion.V5, maximumPacketSize));
        Assert.Equal(expected is null ? [] : Wire.Bytes(expected), output.WrittenSpan.ToArray());
    }
}
