using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>
/// What the broker remembers of a client between its connections. Everything but <see cref="IsConnected"/> is read and changed under <see cref="Gate"/>, which is held while its messages are written, so that they leave in their order.
/// Source: MQTT 5.0, 4.1.
/// </summary>
internal sealed class Session(string clientId, string owner, int maximumQueued)
{
    private static long s_lastNumber;
    private MqttConnection? _connection;

    public Lock Gate { get; } = new();

    public string ClientId => clientId;

    /// <summary>The identity that began it: nobody else gets it by knowing its client id.</summary>
    public string Owner => owner;

    /// <summary>Of this process: no two sessions have the same.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_lastNumber);

    public OutgoingMessages Outgoing { get; } = new(maximumQueued);

    public IncomingMessages Incoming { get; } = new();

    public SubscriptionSet Subscriptions { get; } = new();

    /// <summary>Its place on disk; null when it is not to outlive its connection.</summary>
    public StoredSession? Stored { get; set; }

    /// <summary>How long it outlives its connection. Source: MQTT 5.0, 3.1.2.11.2.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When it ends unless its client comes back; null while that is there, or for never.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>A will that waits for its time.</summary>
    public DelayedWill? Will { get; set; }

    /// <summary>When the table will look at it; null when it stands nowhere in its line.</summary>
    public DateTimeOffset? Awaited { get; set; }

    /// <summary>Null while the client is away.</summary>
    public MqttConnection? Connection
    {
        get => Volatile.Read(ref _connection);
        set => Volatile.Write(ref _connection, value);
    }

    public bool IsConnected => Connection is not null;

    /// <summary>When it ends, seen from the moment at which its connection did. [MQTT-3.1.2-23]</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset disconnected) => ExpirySeconds == MqttDefaults.NeverExpires ? null : disconnected.AddSeconds(ExpirySeconds);
}

/// <param name="Message">What is published.</param>
/// <param name="DueAt">When, unless the client comes back before. [MQTT-3.1.3-9]</param>
internal sealed record DelayedWill(BrokerMessage Message, DateTimeOffset DueAt);
