using System.Text;
using System.Threading.Channels;
using Mainstay.Mqtt;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A device that somebody else wrote, connected to the server.</summary>
internal sealed class Connected : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Channel<ReceivedMessage> _received = Channel.CreateUnbounded<ReceivedMessage>();

    private Connected(MqttClient client) => _client = client;

    /// <summary>Connects with the secret that it was made with, and listens.</summary>
    public static async Task<Connected> ConnectAsync(ServerProcess server, string deviceId, string secret)
    {
        var (client, ending) = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions { Version = MqttVersion.V311, ClientId = deviceId, UserName = deviceId, Password = Encoding.UTF8.GetBytes(secret) });
        Assert.True(client is not null, $"{ending}");
        return await ListenAsync(client, deviceId);
    }

    /// <summary>Subscribed to all that a device listens to.</summary>
    private static async Task<Connected> ListenAsync(MqttClient client, string deviceId)
    {
        var connected = new Connected(client);
        foreach (var topic in (string[])["plan/desired", "event/ack", "command", "firmware/desired"])
        {
            var granted = await client.SubscribeAsync(TopicFilter.Parse($"mainstay/feeders/{deviceId}/{topic}"), Qos.AtLeastOnce, connected._received.Writer.WriteAsync);
            Assert.Equal(ReasonCode.GrantedQos1, granted.Reason);
        }

        return connected;
    }

    public async Task PublishAsync(string topic, string payload) =>
        Assert.Equal(PublishOutcome.Acknowledged, (await _client.PublishAsync(new OutgoingMessage(TopicName.Parse(topic), Encoding.UTF8.GetBytes(payload)) { Qos = Qos.AtLeastOnce })).Outcome);

    /// <summary>The next message on a topic; others before it are passed over.</summary>
    public async Task<(string Topic, string Payload)> ReceivedAsync(string topic)
    {
        while (true)
        {
            var message = await _received.Reader.ReadAsync();
            if (message.Topic.ToString() == topic) return (topic, Encoding.UTF8.GetString(message.Payload.Span));
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
