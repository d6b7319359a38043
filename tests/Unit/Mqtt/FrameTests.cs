using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>The fixed header: what can be known before the body has come. Source: MQTT 5.0 and 3.1.1, 2.1.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V5, "00 00", ReasonCode.MalformedPacket)]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V311, "F0 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, null, "11 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "41 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "60 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "80 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V311, "83 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "A0 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "C1 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "E1 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-2.1.3-1", Receiver.Server, MqttVersion.V5, "F8 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.3.1-4", Receiver.Server, MqttVersion.V5, "36 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.3.1-4", Receiver.Server, MqttVersion.V311, "3E 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.3.1-4", Receiver.Server, MqttVersion.V5, "38 00", ReasonCode.MalformedPacket)]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V5, "20 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V5, "90 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V5, "B0 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Server, MqttVersion.V5, "D0 00", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Client, MqttVersion.V5, "10 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Client, MqttVersion.V5, "82 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Client, MqttVersion.V5, "A2 02", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Client, MqttVersion.V5, "C0 00", ReasonCode.ProtocolError)]
    [InlineData("2.1.2", Receiver.Client, MqttVersion.V311, "E0 00", ReasonCode.ProtocolError)]
    [InlineData("1.5.5", Receiver.Server, MqttVersion.V5, "30 80808080", ReasonCode.MalformedPacket)]
    [InlineData("1.5.5", Receiver.Server, MqttVersion.V311, "30 FFFFFFFF", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.5-1", Receiver.Server, MqttVersion.V5, "30 8500", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.5-1", Receiver.Server, null, "10 9000 'MQTT' 05 02 003C 00 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Server, MqttVersion.V5, "C0 01", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Client, MqttVersion.V5, "D0 01", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Server, MqttVersion.V311, "E0 01", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Server, MqttVersion.V311, "40 03", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Server, MqttVersion.V5, "40 01", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Client, MqttVersion.V311, "20 03", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Client, MqttVersion.V5, "20 02", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4", Receiver.Client, MqttVersion.V311, "B0 03", ReasonCode.MalformedPacket)]
    [InlineData("3.1.2.11.4", Receiver.Server, MqttVersion.V5, "30 8F4E", ReasonCode.PacketTooLarge)]
    [InlineData("3.1.2.11.4", Receiver.Server, MqttVersion.V5, "30 FFFFFF7F", ReasonCode.PacketTooLarge)]
    public void It_is_refused_by_its_first_bytes(string statement, Receiver receiver, MqttVersion? version, string line, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Bytes(line), receiver, version);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("30 80")]
    [InlineData("30 8D4E")]
    [InlineData("30 05 'a' 00")]
    public void It_waits_for_the_rest(string line) => Assert.Equal(ReadOutcome.Incomplete, Wire.Parse(Wire.Bytes(line), Receiver.Server, MqttVersion.V5).Outcome);

    /// <summary>3.1.1 does not say that the length is written in the fewest bytes.</summary>
    [Fact]
    public void A_long_form_of_the_length_is_taken_in_3_1_1() => Assert.Equal(ReadOutcome.Packet, Wire.Parse(Wire.Bytes("30 8400 'a' 2121"), Receiver.Server, MqttVersion.V311).Outcome);

    [Fact]
    public void Packets_follow_one_another()
    {
        var reader = new PacketReader(Receiver.Server, 1_000, MqttVersion.V5);
        var bytes = new System.Buffers.ReadOnlySequence<byte>(Wire.Bytes("C000 C000 C0"));

        Assert.Same(PingPacket.Request, Wire.Next(reader, ref bytes).Packet);
        Assert.Same(PingPacket.Request, Wire.Next(reader, ref bytes).Packet);
        Assert.Equal(ReadOutcome.Incomplete, Wire.Next(reader, ref bytes).Outcome);
        Assert.Equal(1, bytes.Length);
    }
}
