using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Messages from the server to the client's handlers. Source: MQTT 5.0, 3.8, 4.3, 4.9.</summary>
public sealed class ClientSubscribeTests
{
    private static readonly MqttClientOptions s_quiet = new() { KeepAliveSeconds = 0 };

    [Fact]
    public async Task QoS_1_is_acknowledged_when_it_was_handled()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var arrived = new TaskCompletionSource<ReceivedMessage>();
        var handled = new TaskCompletionSource();
        await SubscribeAsync(server, client, "a/+", async (message, _) =>
        {
            arrived.SetResult(message);
            await handled.Task;
        });

        await server.SendAsync(Given.Publish("a/b", Qos.AtLeastOnce, 7, "01 01 03 'text' 26 'n' 'v'"));
        var message = await arrived.Task;
        var answer = server.NextAsync<AckPacket>();
        Assert.False(answer.IsCompleted);
        handled.SetResult();

        Assert.Equal((PacketType.Puback, (ushort)7), (await answer) is var ack ? (ack.Type, ack.PacketId) : default);
        Assert.Equal(("a/b", "text", true, new UserProperty("n", "v")), (message.Topic.ToString(), message.Properties.ContentType, message.Properties.IsText, message.Properties.UserProperties[0]));
    }

    [Fact]
    public async Task QoS_2_is_handled_once_however_often_it_comes()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var count = 0;
        await SubscribeAsync(server, client, "a", (_, _) =>
        {
            count++;
            return default;
        });

        await server.SendAsync(Given.Publish("a", Qos.ExactlyOnce, 7));
        Assert.Equal(PacketType.Pubrec, (await server.NextAsync<AckPacket>()).Type);
        await server.SendAsync(Given.Publish("a", Qos.ExactlyOnce, 7, isDuplicate: true));
        Assert.Equal(PacketType.Pubrec, (await server.NextAsync<AckPacket>()).Type);
        await server.SendAsync(new AckPacket(PacketType.Pubrel, 7));
        Assert.Equal(ReasonCode.Success, (await server.NextAsync<AckPacket>()).Reason);
        await server.SendAsync(new AckPacket(PacketType.Pubrel, 7));
        Assert.Equal((PacketType.Pubcomp, ReasonCode.PacketIdentifierNotFound), (await server.NextAsync<AckPacket>()) is var ack ? (ack.Type, ack.Reason) : default);
        await server.SendAsync(Given.Publish("a", Qos.ExactlyOnce, 7));
        await server.NextAsync<AckPacket>();

        Assert.Equal(2, count);
    }

    [Fact]
    public async Task A_handler_may_publish_and_wait()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var answered = new TaskCompletionSource<PublishResult>();
        await SubscribeAsync(server, client, "command", async (_, end) => answered.SetResult(await client.PublishAsync(Given.Message("command/result"), end)));

        await server.SendAsync(Given.Publish("command", Qos.AtMostOnce));
        await server.SendAsync(new AckPacket(PacketType.Puback, (await server.NextMessageAsync()).PacketId));

        Assert.Equal(PublishOutcome.Acknowledged, (await answered.Task).Outcome);
    }

    [Fact]
    public async Task Where_filters_overlap_the_subscription_identifiers_say_who_is_meant()
    {
        var calls = new List<string>();
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(s_quiet with { OnMessage = (_, _) => Note("other") });
        var wide = await SubscribeAsync(server, client, "a/#", (_, _) => Note("wide"));
        await SubscribeAsync(server, client, "a/b", (_, _) => Note("narrow"));

        await server.SendAsync(Given.Publish("a/b", Qos.AtLeastOnce, 1, $"0B {wide.SubscriptionIdentifier:X2}"));
        await server.NextAsync<AckPacket>();
        await server.SendAsync(Given.Publish("a/c", Qos.AtLeastOnce, 1));
        await server.NextAsync<AckPacket>();
        await server.SendAsync(Given.Publish("of an earlier run", Qos.AtLeastOnce, 1, "0B 7F"));
        await server.NextAsync<AckPacket>();

        Assert.Equal(["wide", "wide", "other"], calls);

        ValueTask Note(string call)
        {
            calls.Add(call);
            return default;
        }
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_connection_and_acknowledges_nothing()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync();
        await SubscribeAsync(server, client, "a", (_, _) => throw new FormatException("not mine"));

        await server.SendAsync(Given.Publish("a", Qos.AtLeastOnce, 1));

        Assert.Equal(ReasonCode.ImplementationSpecificError, (await server.NextAsync<DisconnectPacket>()).Reason);
        Assert.Equal((EndingKind.HandlerFailed, "not mine"), ((await client.Closed).Kind, (await client.Closed).Cause!.Message));
    }

    [Fact]
    public async Task MQTT_3_3_4_9_a_server_that_sends_more_than_is_taken_is_told_so()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync(s_quiet with { ReceiveMaximum = 2 });
        await SubscribeAsync(server, client, "a", async (_, end) => await Task.Delay(Timeout.Infinite, end));

        for (ushort id = 1; id <= 3; id++) await server.SendAsync(Given.Publish("a", Qos.AtLeastOnce, id));

        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, (await server.NextAsync<DisconnectPacket>()).Reason);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, (await client.Closed).Reason);
    }

    [Fact]
    public async Task QoS_0_beyond_what_may_wait_is_dropped_and_counted()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync(s_quiet with { ReceiveMaximum = 2 });
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await SubscribeAsync(server, client, "a", async (_, _) =>
        {
            begun.TrySetResult();
            await release.Task;
        });

        await server.SendAsync(Given.Publish("a", Qos.AtMostOnce));
        await begun.Task;
        for (var i = 0; i < 5; i++) await server.SendAsync(Given.Publish("a", Qos.AtMostOnce));
        // Its answer has been read after all of them.
        await SubscribeAsync(server, client, "b", (_, _) => default);

        Assert.Equal(3, client.DroppedMessages);
        release.SetResult();
    }

    [Theory]
    [InlineData(ReasonCode.GrantedQos1, true)]
    [InlineData(ReasonCode.NotAuthorized, false)]
    public async Task The_answer_to_a_subscription_is_a_value(ReasonCode reason, bool isGranted)
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();
        var subscribing = client.SubscribeAsync(TopicFilter.Parse("a"), Qos.ExactlyOnce, (_, _) => default);

        await server.SendAsync(new SubackPacket((await server.NextAsync<SubscribePacket>()).PacketId, [reason]) { ReasonString = "so" });

        Assert.Equal(new SubscribeResult(reason, "so"), await subscribing);
        Assert.Equal(isGranted, (await subscribing).IsGranted);
    }

    [Fact]
    public async Task After_unsubscribing_nobody_is_called()
    {
        var server = new ScriptedServer(MqttVersion.V311);
        var others = 0;
        await using var client = await server.AcceptAsync(s_quiet with { Version = MqttVersion.V311, OnMessage = (_, _) => new ValueTask(Task.FromResult(others++)) });
        await SubscribeAsync(server, client, "a", (_, _) => throw new InvalidOperationException("called"));

        var leaving = client.UnsubscribeAsync(TopicFilter.Parse("a"));
        await server.SendAsync(new UnsubackPacket((await server.NextAsync<UnsubscribePacket>()).PacketId, []));
        Assert.True(await leaving);
        await server.SendAsync(Wire.Packet("32", "'a' 0001 78"));
        await server.NextAsync<AckPacket>();

        Assert.Equal(1, others);
    }

    private static async Task<SubscribePacket> SubscribeAsync(ScriptedServer server, MqttClient client, string filter, MessageHandler handler)
    {
        var subscribing = client.SubscribeAsync(TopicFilter.Parse(filter), Qos.ExactlyOnce, handler);
        var subscribe = await server.NextAsync<SubscribePacket>();
        await server.SendAsync(new SubackPacket(subscribe.PacketId, [ReasonCode.GrantedQos2]));
        Assert.True((await subscribing).IsGranted);
        return subscribe;
    }
}
