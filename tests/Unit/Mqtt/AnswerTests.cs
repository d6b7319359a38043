using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>CONNACK, SUBACK, UNSUBACK, DISCONNECT, AUTH. Source: MQTT 5.0 and 3.1.1, 3.2, 3.9, 3.11, 3.14, 3.15.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("MQTT-3.2.2-1", MqttVersion.V5, "20", "02 00 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.2.2-1", MqttVersion.V311, "20", "80 00", ReasonCode.MalformedPacket)]
    [InlineData("MQTT-3.2.2-6", MqttVersion.V5, "20", "01 87 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.2.2-6", MqttVersion.V311, "20", "01 05", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.2.2-8", MqttVersion.V5, "20", "00 01 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.2.2-8", MqttVersion.V311, "20", "00 06", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: zero", MqttVersion.V5, "20", "00 00 (21 0000)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: neither 0 nor 1", MqttVersion.V5, "20", "00 00 (24 02)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: not a property of this packet", MqttVersion.V5, "20", "00 00 (17 00)", ReasonCode.MalformedPacket)]
    [InlineData("2.1.4: bytes after the packet's end", MqttVersion.V5, "20", "00 00 00 00", ReasonCode.MalformedPacket)]
    [InlineData("2.4", MqttVersion.V5, "90", "0001 00 03", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V311, "90", "0001 87", ReasonCode.ProtocolError)]
    [InlineData("3.9.3: no reason code", MqttVersion.V5, "90", "0001 00", ReasonCode.MalformedPacket)]
    [InlineData("3.9.3: no reason code", MqttVersion.V5, "B0", "0001 00", ReasonCode.MalformedPacket)]
    [InlineData("2.4", MqttVersion.V5, "B0", "0001 00 01", ReasonCode.ProtocolError)]
    [InlineData("MQTT-2.2.1-3", MqttVersion.V5, "90", "0000 00 00", ReasonCode.ProtocolError)]
    [InlineData("MQTT-3.14.2-2", MqttVersion.V5, "E0", "00 (11 00000001)", ReasonCode.ProtocolError)]
    [InlineData("2.4", MqttVersion.V5, "E0", "01", ReasonCode.ProtocolError)]
    [InlineData("2.1.4: bytes after the packet's end", MqttVersion.V5, "E0", "00 00 00", ReasonCode.MalformedPacket)]
    [InlineData("2.4", MqttVersion.V5, "F0", "01 (15 'm')", ReasonCode.ProtocolError)]
    [InlineData("3.15.2.2.2", MqttVersion.V5, "F0", "18 (16 0001FF)", ReasonCode.ProtocolError)]
    [InlineData("2.2.2.2: a property twice", MqttVersion.V5, "F0", "18 (15 'm' 15 'm')", ReasonCode.ProtocolError)]
    [InlineData("1.5: the packet ends inside a field", MqttVersion.V5, "F0", "18", ReasonCode.MalformedPacket)]
    public void It_is_refused(string statement, MqttVersion version, string first, string body, ReasonCode reason)
    {
        var parsed = Wire.Parse(Wire.Packet(first, body), Receiver.Client, version);

        Assert.Equal((ReadOutcome.Fault, statement, reason), (parsed.Outcome, parsed.Fault.Rule, parsed.Fault.Reason));
    }

    [Theory]
    [InlineData(0, ReasonCode.Success)]
    [InlineData(1, ReasonCode.UnsupportedProtocolVersion)]
    [InlineData(2, ReasonCode.ClientIdentifierNotValid)]
    [InlineData(3, ReasonCode.ServerUnavailable)]
    [InlineData(4, ReasonCode.BadUserNameOrPassword)]
    [InlineData(5, ReasonCode.NotAuthorized)]
    public void The_return_codes_of_3_1_1_are_reasons(int code, ReasonCode reason)
    {
        var bytes = Wire.Packet("20", $"00 {code:X2}");

        Assert.Equal(reason, Assert.IsType<ConnackPacket>(Wire.Parse(bytes, Receiver.Client, MqttVersion.V311).Packet).Reason);
        Assert.Equal(bytes, Wire.Write(new ConnackPacket { Reason = reason }, MqttVersion.V311));
    }

    [Fact]
    public void All_of_a_connack_is_read()
    {
        const string properties = "11 00000005 21 0007 24 01 25 00 27 00001000 12 'given' 22 0003 1F 'why' 26 'a' 'b' 28 00 29 00 2A 00 13 001E 1A 'info' 1C 'other' 15 'm' 16 0001AA";
        var connack = Assert.IsType<ConnackPacket>(Wire.Parse(Wire.Packet("20", $"01 00 ({properties})"), Receiver.Client, MqttVersion.V5).Packet);

        Assert.Equal((true, (uint?)5, (ushort)7, Qos.AtLeastOnce, false, (uint?)4096), (connack.SessionPresent, connack.SessionExpirySeconds, connack.ReceiveMaximum, connack.MaximumQos, connack.RetainAvailable, connack.MaximumPacketSize));
        Assert.Equal(("given", (ushort)3, "why", false, false, false), (connack.AssignedClientId, connack.TopicAliasMaximum, connack.ReasonString, connack.WildcardSubscriptionAvailable, connack.SubscriptionIdentifierAvailable, connack.SharedSubscriptionAvailable));
        Assert.Equal(((ushort?)30, "info", "other", "m"), (connack.ServerKeepAliveSeconds, connack.ResponseInformation, connack.ServerReference, connack.AuthenticationMethod));
        Assert.Equal(new byte[] { 0xAA }, connack.AuthenticationData!.Value.ToArray());
    }

    /// <summary>3.14.2.1 and 3.15.2.1: what may be left out.</summary>
    [Theory]
    [InlineData("E0", "", ReasonCode.Success)]
    [InlineData("E0", "04", ReasonCode.DisconnectWithWill)]
    [InlineData("E0", "8E 00", ReasonCode.SessionTakenOver)]
    [InlineData("F0", "", ReasonCode.Success)]
    [InlineData("F0", "18 (15 'm' 16 0001AA)", ReasonCode.ContinueAuthentication)]
    public void A_last_word_or_a_challenge_may_be_short(string first, string body, ReasonCode reason) =>
        Assert.Equal(reason, Assert.IsType<ShortAnswerPacket>(Wire.Parse(Wire.Packet(first, body), Receiver.Server, MqttVersion.V5).Packet, exactMatch: false).Reason);

    [Fact]
    public void A_client_may_change_how_long_its_session_lasts() =>
        Assert.Equal(1u, Assert.IsType<DisconnectPacket>(Wire.Parse(Wire.Packet("E0", "00 (11 00000001)"), Receiver.Server, MqttVersion.V5).Packet).SessionExpirySeconds);

    [Fact]
    public void A_failure_to_subscribe_is_0x80_in_3_1_1() =>
        Assert.Equal(Wire.Packet("90", "0001 02 80"), Wire.Write(new SubackPacket(1, [ReasonCode.GrantedQos2, ReasonCode.NotAuthorized]), MqttVersion.V311));

    [Fact]
    public void An_unsuback_of_3_1_1_has_nothing_but_its_id()
    {
        Assert.Equal(Wire.Packet("B0", "0001"), Wire.Write(new UnsubackPacket(1, [ReasonCode.NoSubscriptionExisted]), MqttVersion.V311));
        Assert.Empty(Assert.IsType<UnsubackPacket>(Wire.Parse(Wire.Packet("B0", "0001"), Receiver.Client, MqttVersion.V311).Packet).Reasons);
    }

    [Fact]
    public void A_farewell_of_3_1_1_has_no_reason() =>
        Assert.Equal(Wire.Packet("E0", ""), Wire.Write(new DisconnectPacket { Reason = ReasonCode.ServerShuttingDown, ReasonString = "night" }, MqttVersion.V311));
}
