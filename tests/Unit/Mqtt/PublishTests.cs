using System.Buffers;
using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.3.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("MQTT-3.3.2-2", MqttVersion.V5, "30", "'a/+' 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.3.2-2", MqttVersion.V311, "30", "'a/#'", ReasonCode.MalformedPacket)]
    [InlineData("3.3.2.1", MqttVersion.V5, "30", "'' 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-4.7.3-1", MqttVersion.V311, "30", "''", ReasonCode.ProtocolError)]
    [InlineData("MQTT-2.2.1-3", MqttVersion.V5, "32", "'a' 0000 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-2.2.1-3", MqttVersion.V311, "34", "'a' 0000", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.3.2-8", MqttVersion.V5, "30", "'a' (23 0000)", ReasonCode.TopicAliasInvalid)]
    [InlineData("MQTT-3.3.4-6", MqttVersion.V5, "30", "'a' (0B 01)", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.3.2-14", MqttVersion.V5, "30", "'a' (08 'r/+')", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.3.2-14", MqttVersion.V5, "30", "'a' (08 '')", ReasonCode.ProtocolError)]
    [InlineData("MQTT-1.5.4-1", MqttVersion.V5, "30", "0001FF 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-2", MqttVersion.V311, "30", "000100", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-1", MqttVersion.V5, "30", "'a' (03 0001FF)", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-2", MqttVersion.V5, "30", "'a' (26 'n' 000100)", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-1", MqttVersion.V5, "30", "'a' (26 0001FF 'v')", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: a property twice", MqttVersion.V5, "30", "'a' (01 01 01 01)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: a property twice", MqttVersion.V5, "30", "'a' (23 0001 23 0002)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: neither 0 nor 1", MqttVersion.V5, "30", "'a' (01 02)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: not a property of this packet", MqttVersion.V5, "30", "'a' (1F 'why')", ReasonCode.MalformedPacket)]
    [InlineData("2.2.2.2: not a property of this packet", MqttVersion.V5, "30", "'a' (18 00000001)", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "30", "0005 6161", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "32", "'a' 00", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "30", "'a'", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "30", "'a' 05 01", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "30", "'a' (02 0000)", ReasonCode.MalformedPacket)]
    [InlineData("1.5.5", MqttVersion.V5, "30", "'a' FFFFFFFF7F", ReasonCode.MalformedPacket)]
    public void It_is_refused(string statement, MqttVersion version, string first, string body, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Packet(first, body), Receiver.Server, version);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    [Theory]
    [InlineData("3.3.2", MqttVersion.V311, "3D", "'a/b' 000A FF00", "a/b", "FF00", Qos.ExactlyOnce, 10, true, true)]
    [InlineData("MQTT-2.2.1-2", MqttVersion.V5, "30", "'a' 00 000A", "a", "000A", Qos.AtMostOnce, 0, false, false)]
    [InlineData("3.3.3: no payload", MqttVersion.V5, "33", "'$SYS/é' FFFF 00", "$SYS/é", "", Qos.AtLeastOnce, 65535, false, true)]
    public void It_is_read(string section, MqttVersion version, string first, string body, string topic, string payload, Qos qos, int packetId, bool isDuplicate, bool retain)
    {
        var message = Wire.Parse(Wire.Packet(first, body), Receiver.Server, version).Message;

        Assert.NotEmpty(section);
        Assert.Equal(new Message(topic, payload, qos, (ushort)packetId, isDuplicate, retain, 0, null, "", ""), message);
    }

    /// <summary>[MQTT-3.3.2-4], -15 to -18, -20: unaltered and in their order, wherever what is not passed on stands between them.</summary>
    [Fact]
    public void What_goes_to_subscribers_is_separated_from_what_does_not()
    {
        const string body = "'' (26 'a' '1' 23 0007 01 01 02 0000000A 03 'text' 0B 05 08 'r' 0B 8001 09 000201FF 26 'a' '2')";
        var message = Wire.Parse(Wire.Packet("30", body), Receiver.Client, MqttVersion.V5).Message!;

        Assert.Equal((7, 10u), (message.TopicAlias, message.ExpirySeconds!.Value));
        Assert.Equal(Convert.ToHexString(Wire.Bytes("26 'a' '1' 01 01 03 'text' 08 'r' 09 000201FF 26 'a' '2'")), message.Forwarded);
    }

    [Fact]
    public void Its_properties_are_read_as_values()
    {
        var properties = new MessageProperties
        {
            IsText = true,
            ContentType = "text/plain",
            ResponseTopic = TopicName.Parse("answers/here"),
            CorrelationData = new byte[] { 1, 2, 3 },
            UserProperties = [new("a", "1"), new("a", "2")],
        };

        var read = MessageProperties.Read(PropertyList.OfChecked(properties.Encode()));

        Assert.Equal(properties.CorrelationData!.Value.ToArray(), read.CorrelationData!.Value.ToArray());
        Assert.Equal(properties.UserProperties, read.UserProperties);
        Assert.Equal(properties with { CorrelationData = null, UserProperties = [] }, read with { CorrelationData = null, UserProperties = properties.UserProperties[..0] } with { UserProperties = [] });
    }

    [Fact]
    public void It_is_written_with_its_size_known_before()
    {
        var head = new PublishHead
        {
            Topic = "a/b"u8,
            Qos = Qos.AtLeastOnce,
            PacketId = 10,
            IsDuplicate = true,
            Retain = true,
            TopicAlias = 3,
            MessageExpirySeconds = 60,
            SubscriptionIdentifiers = [1, 300],
            ForwardedProperties = Wire.Bytes("01 01"),
        };
        var output = new ArrayBufferWriter<byte>();

        PublishWriter.Write(output, head, Wire.Split("hello"u8.ToArray(), 2), MqttVersion.V5);

        Assert.Equal(Wire.Packet("3B", "'a/b' 000A (23 0003 02 0000003C 0B 01 0B AC02 01 01) 68656C6C6F"), output.WrittenSpan.ToArray());
        Assert.Equal(output.WrittenCount, PublishWriter.Size(head, 5, MqttVersion.V5));
    }

    [Fact]
    public void Written_for_3_1_1_it_has_none_of_what_5_0_brought()
    {
        var head = new PublishHead { Topic = "a"u8, IsDuplicate = true, PacketId = 9, TopicAlias = 3, MessageExpirySeconds = 60, ForwardedProperties = Wire.Bytes("01 01") };
        var output = new ArrayBufferWriter<byte>();

        PublishWriter.Write(output, head, "x"u8, MqttVersion.V311);

        // [MQTT-3.3.1-2] and [MQTT-2.2.1-2] too: no flag and no packet id with QoS 0.
        Assert.Equal(Wire.Packet("30", "'a' 78"), output.WrittenSpan.ToArray());
        Assert.Equal(output.WrittenCount, PublishWriter.Size(head, 1, MqttVersion.V311));
    }

    [Fact]
    public void Reading_and_writing_it_allocates_nothing()
    {
        var bytes = Wire.Packet("32", "'mainstay/feeders/0123456789abcdef/event' 000A (01 01 26 'a' 'b') 'payload'");
        var reader = new PacketReader(Receiver.Server, 1_000, MqttVersion.V5);
        var output = new ArrayBufferWriter<byte>(1_000);
        for (var i = 0; i < 100; i++) Pass(bytes, reader, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Pass(bytes, reader, output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Pass(byte[] bytes, PacketReader reader, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        var buffer = new ReadOnlySequence<byte>(bytes);
        reader.TryReadFrame(ref buffer, out var frame, out _);
        reader.TryReadPublish(frame, out var view, out _);
        Span<byte> forwarded = stackalloc byte[64];
        view.CopyForwardedProperties(forwarded);
        PublishWriter.Write(output, new PublishHead { Topic = view.Topic, Qos = view.Qos, PacketId = 7, ForwardedProperties = forwarded[..view.ForwardedPropertiesLength] }, view.Payload, MqttVersion.V5);
        PacketWriter.WriteAck(output, PacketType.Puback, view.PacketId, MqttVersion.V5);
    }

    [Fact]
    public void A_head_in_pieces_is_put_together()
    {
        var bytes = Wire.Packet("32", "'some/topic' 000A (03 'text') 'payload'");
        var whole = Wire.Parse(bytes, Receiver.Server, MqttVersion.V5).Message;

        for (var cut = 1; cut < bytes.Length; cut++) Assert.Equal(whole, Wire.Parse(Wire.Split(bytes, cut), Receiver.Server, MqttVersion.V5).Message);
        Assert.Equal(whole, Wire.Parse(Wire.Split(bytes, Enumerable.Range(1, bytes.Length)), Receiver.Server, MqttVersion.V5).Message);
        Assert.Equal("some/topic", Encoding.UTF8.GetString(bytes.AsSpan(4, 10)));
    }
}
