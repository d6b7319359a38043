namespace Mainstay.Mqtt;

/// <summary>What became of a message.</summary>
public enum PublishOutcome
{
    /// <summary>QoS 0: handed to the network. Nobody knows more.</summary>
    Sent = 0,

    /// <summary>The server has it.</summary>
    Acknowledged = 1,

    /// <summary>The server said no, or has said before that it does not take such messages; <see cref="PublishResult.Reason"/> is why.</summary>
    Refused = 2,

    /// <summary>The connection ended first; the server may or may not have it. The session keeps it and sends it again with the next connection.</summary>
    Unacknowledged = 3,

    /// <summary>There was no connection any more: it was neither sent nor kept.</summary>
    NotSent = 4,
}

/// <param name="Outcome">What became of the message.</param>
/// <param name="Reason">The server's code.</param>
/// <param name="Text">The server's reason string.</param>
public readonly record struct PublishResult(PublishOutcome Outcome, ReasonCode Reason = ReasonCode.Success, string? Text = null);

/// <param name="Reason">The granted QoS (0 to 2) or why not; <see cref="ReasonCode.UnspecifiedError"/> when the connection ended first.</param>
/// <param name="Text">The server's reason string.</param>
public readonly record struct SubscribeResult(ReasonCode Reason, string? Text = null)
{
    public bool IsGranted => !Reason.IsFailure();
}

/// <summary>A message for the server.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">Not to be changed before the message is acknowledged.</param>
/// <param name="Qos">How surely.</param>
public sealed record OutgoingMessage(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos = Qos.AtLeastOnce)
{
    public bool Retain { get; init; }

    /// <summary>MQTT 5.0: for how long it is worth delivering.</summary>
    public uint? ExpirySeconds { get; init; }

    /// <summary>MQTT 5.0.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;
}

/// <summary>A message from the server; its memory is its own.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">What.</param>
/// <param name="Qos">How it came.</param>
/// <param name="Retain">It was kept from before the subscription (or, with retain as published, published so).</param>
/// <param name="IsDuplicate">It may have come before.</param>
public sealed record ReceivedMessage(TopicName Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retain, bool IsDuplicate)
{
    public uint? ExpirySeconds { get; init; }

    public MessageProperties Properties { get; init; } = MessageProperties.None;

    internal ushort PacketId { get; init; }

    internal uint[] SubscriptionIdentifiers { get; init; } = [];

    internal static ReceivedMessage Of(in PublishView view, ReadOnlySpan<byte> topic) =>
        new(TopicName.OfValid(topic), System.Buffers.BuffersExtensions.ToArray(view.Payload), view.Qos, view.Retain, view.IsDuplicate)
        {
            ExpirySeconds = view.MessageExpirySeconds,
            Properties = view.ForwardedPropertiesLength == 0 ? MessageProperties.None : MessageProperties.Read(view.Properties),
            PacketId = view.PacketId,
            SubscriptionIdentifiers = IdentifiersOf(view.Properties),
        };

    private static uint[] IdentifiersOf(PropertyList properties)
    {
        List<uint>? identifiers = null;
        foreach (var property in properties)
        {
            if (property.Id == PropertyId.SubscriptionIdentifier) (identifiers ??= []).Add(property.Number);
        }

        return identifiers is null ? [] : [.. identifiers];
    }
}

/// <summary>Does something with a message. It is acknowledged when this has ended; messages are handed over one after another. It stops when the token says that the connection has ended.</summary>
public delegate ValueTask MessageHandler(ReceivedMessage message, CancellationToken cancellationToken);

/// <summary>Answers a challenge of the server. Source: MQTT 5.0, 4.12.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>> ChallengeHandler(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken);
