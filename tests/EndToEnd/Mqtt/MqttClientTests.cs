using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Mainstay.Mqtt;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>The client against a server that others wrote: Debian's mosquitto.</summary>
public sealed class MqttClientTests
{
    [Theory]
    [InlineData(MqttVersion.V311, "mqtt")]
    [InlineData(MqttVersion.V311, "mqtts")]
    [InlineData(MqttVersion.V311, "ws")]
    [InlineData(MqttVersion.V5, "mqtt")]
    [InlineData(MqttVersion.V5, "mqtts")]
    [InlineData(MqttVersion.V5, "ws")]
    public async Task A_message_of_each_quality_goes_round(MqttVersion version, string scheme)
    {
        await using var server = await Mosquitto.StartAsync();
        await using var client = await server.ConnectAsync(server.Options(version), scheme);
        var arrived = Channel.CreateUnbounded<ReceivedMessage>();
        Assert.Equal(ReasonCode.GrantedQos2, (await client.SubscribeAsync(TopicFilter.Parse("round/+"), Qos.ExactlyOnce, arrived.Writer.WriteAsync)).Reason);
        // Several pieces of a buffer; of 100,000 bytes over WebSocket this server takes more than two seconds.
        var large = new string('x', 20_000);

        foreach (var qos in Enum.GetValues<Qos>())
        {
            Assert.True((await client.PublishAsync(Message($"round/{qos}", large, qos))).Outcome is PublishOutcome.Acknowledged or PublishOutcome.Sent);
            var message = await arrived.Reader.ReadAsync();
            Assert.Equal(($"round/{qos}", qos, large), (message.Topic.ToString(), message.Qos, Encoding.UTF8.GetString(message.Payload.Span)));
        }

        Assert.Equal(EndingKind.ClosedByClient, (await client.DisconnectAsync()).Kind);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task A_wrong_password_is_refused(MqttVersion version)
    {
        await using var server = await Mosquitto.StartAsync();

        var (client, ending) = await MqttClient.ConnectAsync(server.Address("mqtt"), server.Options(version) with { Password = "wrong"u8.ToArray() });

        Assert.Null(client);
        Assert.Equal((EndingKind.RefusedByServer, ReasonCode.NotAuthorized), (ending!.Kind, ending.Reason));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task What_came_while_away_comes_with_the_session(MqttVersion version)
    {
        await using var server = await Mosquitto.StartAsync();
        var options = server.Options(version) with { ClientId = "away", CleanStart = false, SessionExpirySeconds = 60 };
        var arrived = Channel.CreateUnbounded<ReceivedMessage>();
        var first = await server.ConnectAsync(options);
        await first.SubscribeAsync(TopicFilter.Parse("news"), Qos.AtLeastOnce, arrived.Writer.WriteAsync);
        await first.DisconnectAsync();
        await using var other = await server.ConnectAsync(server.Options(version));
        await other.PublishAsync(Message("news", "while away"));

        await using var second = await server.ConnectAsync(options, session: first.Session);

        Assert.True(second.Connack.SessionPresent);
        Assert.Equal("while away", Encoding.UTF8.GetString((await arrived.Reader.ReadAsync()).Payload.Span));
    }

    [Fact]
    public async Task A_window_is_kept_full_and_in_order()
    {
        await using var server = await Mosquitto.StartAsync();
        await using var client = await server.ConnectAsync(server.Options(MqttVersion.V5) with { UsesTopicAliases = true, UnacknowledgedMaximum = 20 });
        var arrived = Channel.CreateUnbounded<ReceivedMessage>();
        await client.SubscribeAsync(TopicFilter.Parse("many"), Qos.AtLeastOnce, arrived.Writer.WriteAsync);

        var results = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number => client.PublishAsync(Message("many", number.ToString(CultureInfo.InvariantCulture)))));

        Assert.All(results, result => Assert.Equal(PublishOutcome.Acknowledged, result.Outcome));
        for (var number = 0; number < 2_000; number++) Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString((await arrived.Reader.ReadAsync()).Payload.Span));
    }

    [Fact]
    public async Task Who_goes_without_a_word_leaves_a_will()
    {
        await using var server = await Mosquitto.StartAsync();
        await using var heir = await server.ConnectAsync(server.Options(MqttVersion.V5));
        var arrived = Channel.CreateUnbounded<ReceivedMessage>();
        await heir.SubscribeAsync(TopicFilter.Parse("status"), Qos.AtLeastOnce, arrived.Writer.WriteAsync);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Address("mqtt").Port);
        var will = new Will(TopicName.Parse("status"), "offline"u8.ToArray(), Qos.AtLeastOnce) { ForwardedProperties = new MessageProperties { IsText = true, ContentType = "text/plain" }.Encode() };
        var (client, _) = await MqttClient.ConnectAsync(tcp.GetStream(), server.Options(MqttVersion.V5) with { Will = will });

        tcp.Client.Close();

        var message = await arrived.Reader.ReadAsync();
        Assert.Equal(("offline", "text/plain"), (Encoding.UTF8.GetString(message.Payload.Span), message.Properties.ContentType));
        Assert.Equal(EndingKind.NetworkFailed, (await client!.Closed).Kind);
    }

    [Fact]
    public async Task A_server_that_dies_is_noticed()
    {
        await using var server = await Mosquitto.StartAsync();
        var client = await server.ConnectAsync(server.Options(MqttVersion.V5));

        server.Kill();

        Assert.Equal(EndingKind.NetworkFailed, (await client.Closed).Kind);
        Assert.Equal(EndingKind.NetworkFailed, (await MqttClient.ConnectAsync(server.Address("mqtt"), server.Options(MqttVersion.V5))).Ending!.Kind);
    }

    [Fact]
    public async Task What_others_say_beside_a_message_is_understood()
    {
        await using var server = await Mosquitto.StartAsync();
        await using var client = await server.ConnectAsync(server.Options(MqttVersion.V5));
        var arrived = Channel.CreateUnbounded<ReceivedMessage>();
        await client.SubscribeAsync(TopicFilter.Parse("#"), Qos.ExactlyOnce, arrived.Writer.WriteAsync);

        string[] properties = ["content-type text/plain", "response-topic answers", "correlation-data 42", "payload-format-indicator 1", "message-expiry-interval 60"];
        using var tool = server.Tool("mosquitto_pub", ["-t", "said", "-m", "hello", "-q", "2", .. properties.SelectMany(one => (string[])["-D", "publish", .. one.Split(' ')]), "-D", "publish", "user-property", "name", "value"]);
        var message = await arrived.Reader.ReadAsync();

        Assert.Equal(("said", "text/plain", "answers", true), (message.Topic.ToString(), message.Properties.ContentType, message.Properties.ResponseTopic?.ToString(), message.Properties.IsText));
        Assert.Equal("42"u8.ToArray(), message.Properties.CorrelationData!.Value.ToArray());
        Assert.Equal(new UserProperty("name", "value"), Assert.Single(message.Properties.UserProperties));
        Assert.InRange(message.ExpirySeconds!.Value, 1u, 60u);
    }

    [Fact]
    public async Task What_is_said_beside_a_message_is_understood_by_others()
    {
        await using var server = await Mosquitto.StartAsync();
        await using var client = await server.ConnectAsync(server.Options(MqttVersion.V5));
        var properties = new MessageProperties { IsText = true, ContentType = "text/plain", ResponseTopic = TopicName.Parse("answers"), UserProperties = [new("name", "value")] };
        await client.PublishAsync(Message("kept", "hello") with { Retain = true, Properties = properties });

        using var tool = server.Tool("mosquitto_sub", "-t", "kept", "-C", "1", "-F", "%t %p %C %R %F %P %r");

        Assert.Equal("kept hello text/plain answers 1 name:value 1", (await tool.StandardOutput.ReadToEndAsync()).Trim());
    }

    private static OutgoingMessage Message(string topic, string payload, Qos qos = Qos.AtLeastOnce) => new(TopicName.Parse(topic), Encoding.UTF8.GetBytes(payload), qos);
}
