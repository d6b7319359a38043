using System.Text;
using System.Threading.Channels;
using Mainstay.Mqtt;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A device that somebody else wrote, connected to the server.</summary>
internal sealed class Connected : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Channel<ReceivedMessage> _received = Channel.CreateUnbounded<ReceivedMessage>();

    private Connected(MqttClient client) => _client = client;

    /// <summary>Subscribed to all that a device listens to.</summary>
    public static async Task<Connected> ListenAsync(MqttClient client, string deviceId)
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
