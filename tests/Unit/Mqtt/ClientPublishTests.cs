using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Messages from the client to the server. Source: MQTT 5.0, 4.3, 4.4, 4.9.</summary>
public sealed class ClientPublishTests
{
    private static readonly MqttClientOptions s_resuming = new() { KeepAliveSeconds = 0, CleanStart = false, SessionExpirySeconds = 60 };

    [Fact]
    public async Task QoS_0_is_sent_and_that_is_all()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();

        Assert.Equal(PublishOutcome.Sent, (await client.PublishAsync(Given.Message("a", Qos.AtMostOnce))).Outcome);
        Assert.Equal(("a", (ushort)0), ((await server.NextMessageAsync()) is var message ? (message.Topic, message.PacketId) : default));
    }

    [Theory]
    [InlineData(ReasonCode.Success, PublishOutcome.Acknowledged)]
    [InlineData(ReasonCode.NoMatchingSubscribers, PublishOutcome.Acknowledged)]
    [InlineData(ReasonCode.NotAuthorized, PublishOutcome.Refused)]
    public async Task QoS_1_waits_for_PUBACK(ReasonCode reason, PublishOutcome outcome)
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var publishing = client.PublishAsync(Given.Message("a"));
        var message = await server.NextMessageAsync();
        Assert.False(publishing.IsCompleted);

        await server.SendAsync(new AckPacket(PacketType.Puback, message.PacketId, reason) { ReasonString = "so" });

        Assert.Equal(new PublishResult(outcome, reason, "so"), await publishing);
        Assert.Equal(0, client.Session.UnacknowledgedCount);
    }

    [Fact]
    public async Task QoS_2_waits_for_PUBCOMP()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var publishing = client.PublishAsync(Given.Message("a", Qos.ExactlyOnce));
        var id = (await server.NextMessageAsync()).PacketId;

        await server.SendAsync(new AckPacket(PacketType.Pubrec, id));
        Assert.Equal((PacketType.Pubrel, id), (await server.NextAsync<AckPacket>()) is var release ? (release.Type, release.PacketId) : default);
        Assert.False(publishing.IsCompleted);
        await server.SendAsync(new AckPacket(PacketType.Pubcomp, id));

        Assert.Equal(PublishOutcome.Acknowledged, (await publishing).Outcome);
    }

    [Fact]
    public async Task QoS_2_ends_with_a_PUBREC_that_says_no()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var publishing = client.PublishAsync(Given.Message("a", Qos.ExactlyOnce));

        await server.SendAsync(new AckPacket(PacketType.Pubrec, (await server.NextMessageAsync()).PacketId, ReasonCode.QuotaExceeded));

        Assert.Equal((PublishOutcome.Refused, ReasonCode.QuotaExceeded), (await publishing) is var result ? (result.Outcome, result.Reason) : default);
    }

    [Fact]
    public async Task A_PUBREC_for_nothing_is_answered_so()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();

        await server.SendAsync(new AckPacket(PacketType.Pubrec, 99));

        Assert.Equal((PacketType.Pubrel, ReasonCode.PacketIdentifierNotFound), (await server.NextAsync<AckPacket>()) is var release ? (release.Type, release.Reason) : default);
    }

    [Fact]
    public async Task MQTT_3_3_4_7_no_more_are_on_their_way_than_the_server_takes()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(connack: new ConnackPacket { ReceiveMaximum = 1 });
        var first = client.PublishAsync(Given.Message("first"));
        var second = client.PublishAsync(Given.Message("second"));
        var third = client.PublishAsync(Given.Message("third", Qos.AtMostOnce));

        var sent = await server.NextMessageAsync();
        Assert.Equal("first", sent.Topic);
        // [MQTT-3.3.4-8]: only messages with an acknowledgement wait.
        Assert.Equal("third", (await server.NextMessageAsync()).Topic);
        Assert.False(second.IsCompleted);
        await server.SendAsync(new AckPacket(PacketType.Puback, sent.PacketId));
        var next = await server.NextMessageAsync();
        Assert.Equal("second", next.Topic);
        await server.SendAsync(new AckPacket(PacketType.Puback, next.PacketId));

        await Task.WhenAll(first, second, third);
    }

    [Fact]
    public async Task MQTT_4_6_0_1_messages_leave_in_the_order_in_which_they_were_given()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(connack: new ConnackPacket { ReceiveMaximum = 3 });
        var publishing = Enumerable.Range(0, 50).Select(number => client.PublishAsync(Given.Message("a", payload: ((char)('0' + number)).ToString()))).ToArray();

        var received = new List<string>();
        while (received.Count < publishing.Length)
        {
            var message = await server.NextMessageAsync();
            received.Add(message.Payload);
            await server.SendAsync(new AckPacket(PacketType.Puback, message.PacketId));
        }

        Assert.Equal(received.Order(StringComparer.Ordinal), received);
        Assert.All(await Task.WhenAll(publishing), result => Assert.Equal(PublishOutcome.Acknowledged, result.Outcome));
    }

    [Theory]
    [InlineData("MQTT-3.2.2-11", Qos.ExactlyOnce, false, "x", ReasonCode.QosNotSupported)]
    [InlineData("MQTT-3.2.2-14", Qos.AtMostOnce, true, "x", ReasonCode.RetainNotSupported)]
    [InlineData("MQTT-3.2.2-15", Qos.AtMostOnce, false, "more than the server takes", ReasonCode.PacketTooLarge)]
    public async Task What_the_server_does_not_take_is_not_sent(string statement, Qos qos, bool retain, string payload, ReasonCode reason)
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(connack: new ConnackPacket { MaximumQos = Qos.AtLeastOnce, RetainAvailable = false, MaximumPacketSize = 24 });

        Assert.NotEmpty(statement);
        Assert.Equal(new PublishResult(PublishOutcome.Refused, reason), await client.PublishAsync(Given.Message("a", qos, payload) with { Retain = retain }));
    }

    [Fact]
    public async Task Topics_are_named_once_when_the_server_takes_aliases()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(new MqttClientOptions { KeepAliveSeconds = 0, UsesTopicAliases = true }, new ConnackPacket { TopicAliasMaximum = 1 });

        foreach (var topic in (string[])["a", "a", "b"]) await client.PublishAsync(Given.Message(topic, Qos.AtMostOnce));

        Message[] sent = [await server.NextMessageAsync(), await server.NextMessageAsync(), await server.NextMessageAsync()];
        Assert.Equal([("a", 1), ("", 1), ("b", 0)], sent.Select(message => (message.Topic, (int)message.TopicAlias)));
    }

    [Fact]
    public async Task MQTT_4_4_0_1_what_was_not_acknowledged_is_sent_again_to_a_server_that_kept_the_session()
    {
        var (session, ids) = await BrokenOffAsync();
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(s_resuming, new ConnackPacket { SessionPresent = true }, session);

        var first = await server.NextMessageAsync();
        var second = await server.NextAsync<AckPacket>();

        Assert.Equal(("one", ids[0], true), (first.Topic, first.PacketId, first.IsDuplicate));
        Assert.Equal((PacketType.Pubrel, ids[1]), (second.Type, second.PacketId));
        var publishing = client.PublishAsync(Given.Message("new"));
        Assert.False((await server.NextMessageAsync()).IsDuplicate);
        await server.SendAsync(new AckPacket(PacketType.Puback, first.PacketId));
        await server.SendAsync(new AckPacket(PacketType.Pubcomp, second.PacketId));
        await server.SendAsync(new AckPacket(PacketType.Puback, (ushort)(ids[1] + 1)));
        Assert.Equal(PublishOutcome.Acknowledged, (await publishing).Outcome);
        Assert.Equal(0, session.UnacknowledgedCount);
    }

    [Fact]
    public async Task MQTT_3_2_2_5_to_a_server_that_lost_the_session_QoS_1_is_new_and_QoS_2_is_forgotten()
    {
        var (session, _) = await BrokenOffAsync();
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(s_resuming, session: session);

        var first = await server.NextMessageAsync();

        Assert.Equal(("one", false), (first.Topic, first.IsDuplicate));
        Assert.Equal(1, session.UnacknowledgedCount);
    }

    /// <summary>A message of QoS 1 without PUBACK, and one of QoS 2 without PUBCOMP.</summary>
    private static async Task<(MqttSession Session, ushort[] Ids)> BrokenOffAsync()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync(s_resuming);
        var one = client.PublishAsync(Given.Message("one"));
        var first = (await server.NextMessageAsync()).PacketId;
        var two = client.PublishAsync(Given.Message("two", Qos.ExactlyOnce));
        var second = (await server.NextMessageAsync()).PacketId;
        await server.SendAsync(new AckPacket(PacketType.Pubrec, second));
        await server.NextAsync<AckPacket>();
        await server.HangUpAsync();
        await client.Closed;
        Assert.Equal((PublishOutcome.Unacknowledged, PublishOutcome.Unacknowledged), ((await one).Outcome, (await two).Outcome));
        Assert.Equal(2, client.Session.UnacknowledgedCount);
        return (client.Session, [first, second]);
    }

    [Fact]
    public async Task Who_waits_for_room_is_told_when_there_will_be_none()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync(connack: new ConnackPacket { ReceiveMaximum = 1 });
        var first = client.PublishAsync(Given.Message("first"));
        await server.NextMessageAsync();
        var second = client.PublishAsync(Given.Message("second"));

        await server.HangUpAsync();

        Assert.Equal((PublishOutcome.Unacknowledged, PublishOutcome.NotSent), ((await first).Outcome, (await second).Outcome));
    }
}
