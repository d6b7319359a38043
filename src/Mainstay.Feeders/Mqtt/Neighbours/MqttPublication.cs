using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Neighbours;

/// <summary>What a module of this server publishes.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">What; not to be changed afterwards.</param>
/// <param name="Qos">How surely.</param>
internal sealed record MqttPublication(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos = Qos.AtLeastOnce)
{
    public bool Retain { get; init; }

    /// <summary>After which it is worth nothing; null for ever.</summary>
    public TimeSpan? Expiry { get; init; }

    public MessageProperties Properties { get; init; } = MessageProperties.None;
}

/// <summary>What a module of this server is told of a message that came.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">What; never changed, and may be kept.</param>
/// <param name="Qos">How it was published.</param>
/// <param name="Retain">As it was published: a neighbour is told of new messages only.</param>
internal sealed record MqttDelivery(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retain)
{
    public MessageProperties Properties { get; init; } = MessageProperties.None;

    /// <summary>Who sent it; null when that was this server (a neighbour, or a will whose client is long gone).</summary>
    public string? Identity { get; init; }

    /// <summary>By which client; null when that was this server.</summary>
    public string? ClientId { get; init; }
}
