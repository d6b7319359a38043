using System.Globalization;
using System.Threading.Channels;
using Mainstay.Mqtt;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>A session that keeps what is published at k/… while its client is away, and asks for it later.</summary>
internal sealed class Keeper
{
    private static readonly MqttClientOptions s_options = new() { ClientId = "keeper", CleanStart = false, SessionExpirySeconds = 3600 };
    private readonly MqttSession _session = new();
    private readonly Channel<ReceivedMessage> _came = Channel.CreateUnbounded<ReceivedMessage>();

    /// <summary>Options of a server that lets it in.</summary>
    public static string[] Open { get; } = ["--Mqtt:AllowAnonymous=true", "--Mqtt:Listeners:0:Url=mqtt://127.0.0.1:0"];

    public static TopicName TopicOf(int number) => TopicName.Parse(string.Create(CultureInfo.InvariantCulture, $"k/{number}"));

    /// <summary>Publishes at k/0, k/1 and so on, each when the one before is acknowledged, so many or until the connection ends.</summary>
    /// <returns>Topics of what was acknowledged.</returns>
    public static async Task<HashSet<string>> PublishAsync(ServerProcess server, int most)
    {
        var (client, _) = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions());
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < most; number++)
        {
            var topic = TopicOf(number);
            var result = await client!.PublishAsync(new OutgoingMessage(topic, "x"u8.ToArray(), Qos.AtLeastOnce));
            if (result.Outcome != PublishOutcome.Acknowledged) break;
            acknowledged.Add(topic.ToString());
        }

        await client!.DisposeAsync();
        return acknowledged;
    }

    /// <summary>Subscribes, and goes away.</summary>
    public async Task KeepAsync(ServerProcess server)
    {
        var (client, ending) = await MqttClient.ConnectAsync(server.Mqtt(), s_options, _session);
        Assert.True(client is not null, $"{ending}");
        await client.SubscribeAsync(TopicFilter.Parse("k/#"), Qos.AtLeastOnce, _came.Writer.WriteAsync);
        await client.DisconnectAsync();
        await client.DisposeAsync();
    }

    /// <summary>Comes back, and gets all of these.</summary>
    public async Task AssertHasAsync(ServerProcess server, HashSet<string> topics)
    {
        var client = await ComeBackAsync(server);
        var came = new HashSet<string>(StringComparer.Ordinal);
        while (!topics.IsSubsetOf(came)) came.Add((await _came.Reader.ReadAsync(TestContext.Current.CancellationToken)).Topic.ToString());
        await client.DisposeAsync();
    }

    /// <summary>Comes back.</summary>
    /// <returns>How many messages were waiting.</returns>
    public async Task<int> CountAsync(ServerProcess server)
    {
        const int last = 1_000_000;
        var client = await ComeBackAsync(server);
        await client.PublishAsync(new OutgoingMessage(TopicOf(last), "x"u8.ToArray(), Qos.AtLeastOnce));
        var count = 0;
        while ((await _came.Reader.ReadAsync(TestContext.Current.CancellationToken)).Topic != TopicOf(last)) count++;
        await client.DisposeAsync();
        return count;
    }

    private async Task<MqttClient> ComeBackAsync(ServerProcess server)
    {
        var (client, ending) = await MqttClient.ConnectAsync(server.Mqtt(), s_options, _session);
        Assert.True(client is not null, $"{ending}");
        Assert.True(client.Connack.SessionPresent);
        return client;
    }
}
