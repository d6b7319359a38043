using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.1.</summary>
public sealed class ConnectTests
{
    [Theory]
    [InlineData("MQTT-3.1.2-1", "'MQIsdp' 03 02 003C 'abc'", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("MQTT-3.1.2-1", "'mqtt' 05 02 003C 00 'abc'", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("MQTT-3.1.2-2", "'MQTT' 03 02 003C 'abc'", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("MQTT-3.1.2-2", "'MQTT' 06 02 003C 00 'abc'", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("MQTT-3.1.2-2", "'MQTT' 84 02 003C 'abc'", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData("MQTT-3.1.2-3", "'MQTT' 05 03 003C 00 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.1.2-3", "'MQTT' 04 03 003C 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.1.2-11", "'MQTT' 05 0A 003C 00 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.1.2-11", "'MQTT' 05 22 003C 00 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.1.2-12", "'MQTT' 05 1E 003C 00 'abc' 00 'w' 'x'", ReasonCode.MalformedPacket)]
    [InlineData("3.1.1 MQTT-3.1.2-22", "'MQTT' 04 42 003C 'abc' 'p'", ReasonCode.MalformedPacket)]
    [InlineData("3.1.1 MQTT-3.1.3-8", "'MQTT' 04 00 003C ''", ReasonCode.ClientIdentifierNotValid)]
    [InlineData("MQTT-1.5.4-1", "'MQTT' 05 02 003C 00 0002C328", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-1", "'MQTT' 05 02 003C 00 0003EDA080", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-1", "'MQTT' 05 82 003C 00 'abc' 0002C0AF", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-2", "'MQTT' 05 02 003C 00 0003610062", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-2", "'MQTT' 04 02 003C 0003610062", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-4.7.0-1", "'MQTT' 05 06 003C 00 'abc' 00 'w/+' 'x'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-4.7.0-1", "'MQTT' 04 06 003C 'abc' '' 'x'", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", "'MQTT' 05 02 003C", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", "'MQTT' 05 82 003C 00 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", "'MQTT' 05 42 003C 00 'abc' 000561", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", "'MQTT' 05 02 003C 7F 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4: bytes after the packet's end", "'MQTT' 05 02 003C 00 'abc' 00", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4: bytes after the packet's end", "'MQTT' 04 02 003C 'abc' 'user'", ReasonCode.MalformedPacket)]
    [InlineData("3.1.2.11.10", "'MQTT' 05 02 003C (16 0001FF) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: a property twice", "'MQTT' 05 02 003C (11 00000001 11 00000001) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: zero", "'MQTT' 05 02 003C (21 0000) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: zero", "'MQTT' 05 02 003C (27 00000000) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: neither 0 nor 1", "'MQTT' 05 02 003C (17 02) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: neither 0 nor 1", "'MQTT' 05 02 003C (19 02) 'abc'", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: not a property of this packet", "'MQTT' 05 02 003C (12 'x') 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: not a property of this packet", "'MQTT' 05 02 003C (18 00000001) 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: not a property of this packet", "'MQTT' 05 06 003C 00 'abc' (11 00000001) 'w' 'x'", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: no such property", "'MQTT' 05 02 003C (05 00) 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: no such property", "'MQTT' 05 02 003C (2B 00) 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.5-1", "'MQTT' 05 02 003C 8000 'abc'", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.3.2-14", "'MQTT' 05 06 003C 00 'abc' (08 'a/#') 'w' 'x'", ReasonCode.ProtocolError)]
    public void It_is_refused(string statement, string body, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Packet("10", body), Receiver.Server, version: null);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    /// <summary>A refusal is said in the client's own version.</summary>
    [Theory]
    [InlineData("'MQTT' 05 03 003C 00 'abc'", MqttVersion.V5)]
    [InlineData("'MQTT' 04 03 003C 'abc'", MqttVersion.V311)]
    [InlineData("'MQTT' 06 02 003C 'abc'", null)]
    [InlineData("'MQIsdp' 03 02 003C 'abc'", null)]
    public void The_version_is_known_although_the_packet_is_refused(string body, MqttVersion? version)
    {
        var reader = new PacketReader(Receiver.Server, 1_000);
        var bytes = new System.Buffers.ReadOnlySequence<byte>(Wire.Packet("10", body));

        Assert.Equal(ReadOutcome.Fault, Wire.Next(reader, ref bytes).Outcome);
        Assert.Equal(version, reader.Version);
    }

    [Fact]
    public void All_of_it_is_read()
    {
        const string properties = "11 0000000A 21 0014 27 00000400 22 0005 19 01 17 00 15 'SCRAM' 16 00020102 26 'a' 'b' 26 'a' 'c'";
        const string will = "(18 00000007 01 01 02 00000009 03 'text/plain' 08 'r' 09 000103 26 'w' 'v') 'will/topic' 'gone'";
        var connect = Assert.IsType<ConnectPacket>(Wire.Parse(Wire.Packet("10", $"'MQTT' 05 EE 003C ({properties}) 'abc' {will} 'user' 0003FF0001"), Receiver.Server, null).Packet);

        Assert.Equal((MqttVersion.V5, true, (ushort)60, "abc", "user"), (connect.Version, connect.CleanStart, connect.KeepAliveSeconds, connect.ClientId, connect.UserName));
        Assert.Equal((10u, (ushort)20, 1024u, (ushort)5), (connect.SessionExpirySeconds, connect.ReceiveMaximum, connect.MaximumPacketSize, connect.TopicAliasMaximum));
        Assert.Equal((true, false, "SCRAM"), (connect.RequestResponseInformation, connect.RequestProblemInformation, connect.AuthenticationMethod));
        Assert.Equal(new byte[] { 1, 2 }, connect.AuthenticationData!.Value.ToArray());
        Assert.Equal(new byte[] { 0xFF, 0, 1 }, connect.Password!.Value.ToArray());
        Assert.Equal([new UserProperty("a", "b"), new UserProperty("a", "c")], connect.UserProperties);
        Assert.Equal(("will/topic", Qos.AtLeastOnce, true, 7u, 9u), (connect.Will!.Topic.ToString(), connect.Will.Qos, connect.Will.Retain, connect.Will.DelaySeconds, connect.Will.MessageExpirySeconds!.Value));
        Assert.Equal("gone"u8.ToArray(), connect.Will.Payload.ToArray());
        Assert.Equal(Wire.Bytes("01 01 03 'text/plain' 08 'r' 09 000103 26 'w' 'v'"), connect.Will.ForwardedProperties.ToArray());
    }

    /// <summary>Source: MQTT 5.0, 3.1.2.11.2, and MQTT 3.1.1, 3.1.2.4: what Clean Session means in the words of 5.0.</summary>
    [Theory]
    [InlineData("02", true, 0u)]
    [InlineData("00", false, MqttDefaults.NeverExpires)]
    public void A_session_of_3_1_1_ends_with_the_connection_or_never(string flags, bool cleanStart, uint expiry)
    {
        var connect = Assert.IsType<ConnectPacket>(Wire.Parse(Wire.Packet("10", $"'MQTT' 04 {flags} 0000 'abc'"), Receiver.Server, null).Packet);

        Assert.Equal((MqttVersion.V311, cleanStart, expiry), (connect.Version, connect.CleanStart, connect.SessionExpirySeconds));
    }

    [Theory]
    [InlineData("'MQTT' 04 02 0000 ''")]
    [InlineData("'MQTT' 05 00 0000 00 ''")]
    [InlineData("'MQTT' 05 42 0000 00 'abc' 'password without a name'")]
    [InlineData("'MQTT' 05 C2 0000 00 'abc' '' ''")]
    public void It_is_taken(string body) => Assert.IsType<ConnectPacket>(Wire.Parse(Wire.Packet("10", body), Receiver.Server, null).Packet);

    /// <summary>[MQTT-1.5.4-3]</summary>
    [Fact]
    public void A_byte_order_mark_is_a_character() =>
        Assert.Equal("\uFEFFabc", Assert.IsType<ConnectPacket>(Wire.Parse(Wire.Packet("10", "'MQTT' 05 02 0000 00 '\uFEFFabc'"), Receiver.Server, null).Packet).ClientId);
}
