using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt;

/// <summary>A message in the broker: one copy, however many sessions it goes to.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">What; never changed.</param>
/// <param name="Qos">How it was published.</param>
internal sealed record BrokerMessage(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos)
{
    /// <summary>As it was published.</summary>
    public bool Retain { get; init; }

    /// <summary>What goes to each receiver unaltered, encoded as in PUBLISH.</summary>
    public ReadOnlyMemory<byte> ForwardedProperties { get; init; }

    /// <summary>When it is worth nothing any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The client id of the session that published it; null when that was the server.</summary>
    public string? Publisher { get; init; }

    /// <summary>Who that was, for neighbours; null when it was the server.</summary>
    public string? Identity { get; init; }

    /// <summary>[MQTT-3.3.2-5]</summary>
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>What is left, in whole seconds begun, so that it is never 0 before its time. [MQTT-3.3.2-6]</summary>
    public uint? SecondsLeft(TimeProvider clock) => ExpiresAt is { } end ? (uint)Math.Clamp(Math.Ceiling((end - clock.GetUtcNow()).TotalSeconds), 0, uint.MaxValue) : null;
}

/// <summary>A message on its way to one session.</summary>
/// <param name="Message">What.</param>
/// <param name="Qos">The lower of the publisher's and the subscription's. [MQTT-3.8.4-8]</param>
/// <param name="Retain">As its receiver is to see it.</param>
/// <param name="Identifiers">Of the subscriptions that it matched.</param>
internal readonly record struct Delivery(BrokerMessage Message, Qos Qos, bool Retain, uint[] Identifiers)
{
    /// <summary>The shared subscription through which it goes: another member gets it when this one's session ends. Null for a session's own.</summary>
    public TopicFilter? Shared { get; init; }
}
