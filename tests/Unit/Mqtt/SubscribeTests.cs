using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>SUBSCRIBE and UNSUBSCRIBE. Source: MQTT 5.0 and 3.1.1, 3.8 and 3.10.</summary>
public sealed class SubscribeTests
{
    [Theory]
    [InlineData("MQTT-2.2.1-3", MqttVersion.V5, "82", "0000 00 'a' 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-2.2.1-3", MqttVersion.V311, "A2", "0000 'a'", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.8.3-2", MqttVersion.V5, "82", "0001 00", ReasonCode.ProtocolError)]
    [InlineData("3.1.1 MQTT-3.8.3-3", MqttVersion.V311, "82", "0001", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.8.3-4", MqttVersion.V5, "82", "0001 00 '$share/g/a' 04", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.8.3-5", MqttVersion.V5, "82", "0001 00 'a' 40", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.8.3-5", MqttVersion.V5, "82", "0001 00 'a' 80", ReasonCode.MalformedPacket)]
    [InlineData("3.8.3.1: QoS 3", MqttVersion.V5, "82", "0001 00 'a' 03", ReasonCode.ProtocolError)]
    [InlineData("3.8.3.1: retain handling 3", MqttVersion.V5, "82", "0001 00 'a' 30", ReasonCode.ProtocolError)]
    [InlineData("3.1.1 MQTT-3-8.3-4", MqttVersion.V311, "82", "0001 'a' 03", ReasonCode.MalformedPacket)]
    [InlineData("3.1.1 MQTT-3-8.3-4", MqttVersion.V311, "82", "0001 'a' 04", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-1", MqttVersion.V5, "82", "0001 00 0001FF 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-1.5.4-2", MqttVersion.V311, "A2", "0001 000100", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.10.3-2", MqttVersion.V5, "A2", "0001 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.10.3-2", MqttVersion.V311, "A2", "0001", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: zero", MqttVersion.V5, "82", "0001 (0B 00) 'a' 00", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: a property twice", MqttVersion.V5, "82", "0001 (0B 01 0B 02) 'a' 00", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: not a property of this packet", MqttVersion.V5, "A2", "0001 (0B 01) 'a'", ReasonCode.MalformedPacket)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "82", "0001 00 'a'", ReasonCode.MalformedPacket)]
    public void It_is_refused(string statement, MqttVersion version, string first, string body, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Packet(first, body), Receiver.Server, version);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    [Fact]
    public void All_of_it_is_read()
    {
        var subscribe = Assert.IsType<SubscribePacket>(Wire.Parse(Wire.Packet("82", "000A (0B FFFFFF7F 26 'a' 'b') 'a/+' 2D '$share/g/#' 02"), Receiver.Server, MqttVersion.V5).Packet);

        Assert.Equal((10, 268_435_455u, new UserProperty("a", "b")), (subscribe.PacketId, subscribe.SubscriptionIdentifier, Assert.Single(subscribe.UserProperties)));
        Assert.Equal(
            [new SubscriptionRequest("a/+", Qos.AtLeastOnce) { NoLocal = true, RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend }, new SubscriptionRequest("$share/g/#", Qos.ExactlyOnce)],
            subscribe.Requests);
        Assert.Equal("g", subscribe.Requests[1].Filter!.ShareName);
    }

    /// <summary>The codes of SUBACK and UNSUBACK are for filters that are correctly formed. Source: MQTT 5.0, 3.9.3, 3.11.3.</summary>
    [Theory]
    [InlineData("MQTT-4.7.1-1", "#/a")]
    [InlineData("MQTT-4.7.1-1", "a/#/")]
    [InlineData("MQTT-4.7.1-1", "##")]
    [InlineData("MQTT-4.7.1-2", "a#")]
    [InlineData("MQTT-4.7.1-2", "a/+b/c")]
    [InlineData("MQTT-4.7.1-2", "++")]
    [InlineData("MQTT-4.7.3-1", "")]
    [InlineData("MQTT-4.8.2-1", "$share//a")]
    [InlineData("MQTT-4.8.2-2", "$share/g")]
    [InlineData("MQTT-4.8.2-2", "$share/g/")]
    [InlineData("MQTT-4.8.2-2", "$share/g+/a")]
    public void What_is_no_filter_ends_the_connection(string statement, string text)
    {
        Assert.NotEmpty(statement);
        foreach (var (first, body) in (ReadOnlySpan<(string, string)>)[("82", $"0001 00 'good' 00 '{text}' 01"), ("A2", $"0001 00 'good' '{text}'")])
            Assert.Equal(ReasonCode.MalformedPacket, Wire.Parse(Wire.Packet(first, body), Receiver.Server, MqttVersion.V5).Fault.Reason);
    }

    /// <summary>3.1.1 knows no shared subscriptions: it is a filter like others, and SUBACK may refuse any.</summary>
    [Fact]
    public void In_3_1_1_what_is_no_share_is_left_to_who_answers()
    {
        var subscribe = Assert.IsType<SubscribePacket>(Wire.Parse(Wire.Packet("82", "0001 '$share/g' 01 'good' 00"), Receiver.Server, MqttVersion.V311).Packet);

        Assert.Equal([null, TopicFilter.Parse("good")], subscribe.Requests.Select(request => request.Filter));
        Assert.Equal(ReadOutcome.Fault, Wire.Parse(Wire.Packet("82", "0001 'a#' 01"), Receiver.Server, MqttVersion.V311).Outcome);
    }

    [Fact]
    public void Filters_to_give_up_are_read_as_they_were_written()
    {
        var unsubscribe = Assert.IsType<UnsubscribePacket>(Wire.Parse(Wire.Packet("A2", "0001 (26 'a' 'b') 'a/b' '$share/g/#'"), Receiver.Server, MqttVersion.V5).Packet);

        Assert.Equal(["a/b", "$share/g/#"], unsubscribe.Filters);
    }
}
