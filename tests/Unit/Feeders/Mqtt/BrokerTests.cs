using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>The broker as a client sees it, over pipes in memory.</summary>
public sealed class BrokerTests
{
    private static readonly MqttClientOptions s_quiet = new() { KeepAliveSeconds = 0 };
    private readonly ManualClock _clock = new(Make.Now);
    private int _givenIds;

    [Theory]
    [InlineData(MqttVersion.V5, Qos.AtMostOnce)]
    [InlineData(MqttVersion.V5, Qos.AtLeastOnce)]
    [InlineData(MqttVersion.V5, Qos.ExactlyOnce)]
    [InlineData(MqttVersion.V311, Qos.AtLeastOnce)]
    [InlineData(MqttVersion.V311, Qos.ExactlyOnce)]
    public async Task Mqtt_4_3_A_message_comes_to_who_subscribed(MqttVersion version, Qos qos)
    {
        var door = Open();
        await using var reader = await ConnectAsync(door, s_quiet with { Version = version, ClientId = "reader" });
        await using var writer = await ConnectAsync(door, s_quiet with { Version = version, ClientId = "writer" });
        var inbox = await SubscribeAsync(reader, "a/#", qos);

        var published = await writer.PublishAsync(new OutgoingMessage(TopicName.Parse("a/b"), "hello"u8.ToArray(), qos));
        var received = await inbox.ReadAsync();

        Assert.Equal(qos == Qos.AtMostOnce ? PublishOutcome.Sent : PublishOutcome.Acknowledged, published.Outcome);
        Assert.Equal(("a/b", "hello", qos), (received.Topic.ToString(), Encoding.UTF8.GetString(received.Payload.Span), received.Qos));
    }

    [Fact]
    public async Task Mqtt_3_3_1_9_Who_subscribes_later_gets_what_was_kept()
    {
        var door = Open();
        await using var client = await ConnectAsync(door, s_quiet);
        await client.PublishAsync(new OutgoingMessage(TopicName.Parse("a"), "kept"u8.ToArray()) { Retain = true });

        var received = await (await SubscribeAsync(client, "a", Qos.AtLeastOnce)).ReadAsync();

        Assert.True(received.Retain);
    }

    [Fact]
    public async Task Mqtt_3_3_1_9_All_that_was_kept_comes_though_it_is_more_than_a_queue_or_a_lane_holds()
    {
        var door = Open(new MqttOptions { AllowAnonymous = true, MaximumQueuedMessages = 10, MaximumOutboundBytes = 4_096 });
        // The client drops messages of QoS 0 for which it has no room itself.
        await using var client = await ConnectAsync(door, s_quiet with { ReceiveMaximum = 500 });
        for (var number = 0; number < 500; number++)
        {
            var message = new OutgoingMessage(TopicName.Parse($"kept/{number}"), new byte[100], number % 2 == 0 ? Qos.AtMostOnce : Qos.AtLeastOnce) { Retain = true };
            Assert.True((await client.PublishAsync(message)).Outcome is PublishOutcome.Sent or PublishOutcome.Acknowledged);
        }

        var inbox = await SubscribeAsync(client, "kept/#", Qos.AtLeastOnce);

        var topics = new HashSet<string>(StringComparer.Ordinal);
        while (topics.Count < 500) topics.Add((await inbox.ReadAsync(TestContext.Current.CancellationToken)).Topic.ToString());
    }

    [Fact]
    public async Task Mqtt_3_1_4_3_The_same_client_id_ends_the_earlier_connection()
    {
        var door = Open();
        await using var first = await ConnectAsync(door, s_quiet with { ClientId = "f1" });
        await using var second = await ConnectAsync(door, s_quiet with { ClientId = "f1" });

        Assert.Equal(ReasonCode.SessionTakenOver, (await first.Closed).Reason);
    }

    [Fact]
    public async Task Mqtt_3_1_2_23_A_session_keeps_messages_for_a_client_that_is_away()
    {
        var door = Open();
        var options = s_quiet with { ClientId = "f1", CleanStart = false, SessionExpirySeconds = 60 };
        var inbox = Channel.CreateUnbounded<ReceivedMessage>();
        var first = await ConnectAsync(door, options);
        await first.SubscribeAsync(TopicFilter.Parse("a"), Qos.AtLeastOnce, (message, token) => inbox.Writer.WriteAsync(message, token));
        await first.DisconnectAsync();
        await using var writer = await ConnectAsync(door, s_quiet);
        await writer.PublishAsync(new OutgoingMessage(TopicName.Parse("a"), "x"u8.ToArray()));

        await using var second = await ConnectAsync(door, options, first.Session);

        Assert.True(second.Connack.SessionPresent);
        Assert.Equal("a", (await inbox.Reader.ReadAsync()).Topic.ToString());
    }

    [Fact]
    public async Task A_rule_that_refuses_is_answered_with_its_reason()
    {
        var door = Open(new MqttOptions { AllowAnonymous = true, Rules = [new AccessRule(null, "secret/#", AccessActions.All, ReasonCode.QuotaExceeded)] });
        await using var client = await ConnectAsync(door, s_quiet);

        var published = await client.PublishAsync(new OutgoingMessage(TopicName.Parse("secret/a"), default));
        var subscribed = await client.SubscribeAsync(TopicFilter.Parse("secret/#"), Qos.AtLeastOnce, (_, _) => ValueTask.CompletedTask);

        Assert.Equal((ReasonCode.QuotaExceeded, ReasonCode.QuotaExceeded), (published.Reason, subscribed.Reason));
    }

    [Fact]
    public async Task Mqtt_3_1_2_22_Who_is_silent_too_long_is_sent_away_and_its_will_published()
    {
        var broker = Make.Broker(new MqttOptions { AllowAnonymous = true }, _clock);
        var door = new Door(broker, NewId);
        await using var watcher = await ConnectAsync(door, s_quiet);
        var inbox = await SubscribeAsync(watcher, "gone", Qos.AtMostOnce);
        // Its own clock stands still, so that it never pings.
        var silent = await ConnectAsync(door, s_quiet with { KeepAliveSeconds = 10, Clock = new ManualClock(Make.Now), Will = new Will(TopicName.Parse("gone"), "x"u8.ToArray()) });

        _clock.Advance(TimeSpan.FromSeconds(16));
        broker.Sweep();

        Assert.Equal(ReasonCode.KeepAliveTimeout, (await silent.Closed).Reason);
        Assert.Equal("gone", (await inbox.ReadAsync()).Topic.ToString());
    }

    [Fact]
    public async Task Who_does_not_say_who_it_is_comes_in_only_where_that_is_allowed()
    {
        var result = await TryConnectAsync(Open(new MqttOptions()), s_quiet);

        Assert.Equal(ReasonCode.NotAuthorized, result.Ending!.Reason);
    }

    private static async Task<ChannelReader<ReceivedMessage>> SubscribeAsync(MqttClient client, string filter, Qos qos)
    {
        var inbox = Channel.CreateUnbounded<ReceivedMessage>();
        var result = await client.SubscribeAsync(TopicFilter.Parse(filter), qos, (message, token) => inbox.Writer.WriteAsync(message, token));
        Assert.True(result.IsGranted);
        return inbox.Reader;
    }

    private static async Task<MqttClient> ConnectAsync(Door door, MqttClientOptions options, MqttSession? session = null)
    {
        var result = await TryConnectAsync(door, options, session);
        Assert.Null(result.Ending);
        return result.Client!;
    }

    private static Task<MqttConnectResult> TryConnectAsync(Door door, MqttClientOptions options, MqttSession? session = null)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _ = door.RunAsync(new Ends(toServer.Reader, toClient.Writer));
        return MqttClient.ConnectAsync(new Ends(toClient.Reader, toServer.Writer), options, session);
    }

    private Door Open(MqttOptions? options = null) => new(Make.Broker(options ?? new MqttOptions { AllowAnonymous = true }, _clock), NewId);

    private string NewId() => $"given-{Interlocked.Increment(ref _givenIds)}";

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
