using Mainstay.Mqtt;

namespace Mainstay.FeederAgent.Link;

/// <summary>How a feeder reaches a server or a broker. Two exist: MQTT, and the simulation's.</summary>
internal interface INetwork
{
    /// <summary>Connects.</summary>
    /// <param name="approach">Whom, and as who.</param>
    /// <param name="arrived">Called for each message, one after another; the sender hears that it was taken when this has ended.</param>
    /// <param name="ended">Called when a connection has ended.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>A connection, or the reason why there is none.</returns>
    Task<Reached> ReachAsync(Approach approach, Action<IncomingMessage> arrived, Action ended, CancellationToken cancel);
}

/// <summary>One connection, from its beginning to its end.</summary>
internal interface IConnection : IAsyncDisposable
{
    /// <summary>Null while it lasts; then why it ended, in a word or two.</summary>
    string? Ending { get; }

    /// <summary>Whether the other side says what became of a message, as MQTT 5 does.</summary>
    bool GivesReasons { get; }

    Task<Delivery> PublishAsync(OutgoingMessage message, CancellationToken cancel);

    /// <returns>Null: what is of interest arrives from now on. Otherwise why not.</returns>
    Task<Failure?> ListenAsync(IReadOnlyList<Interest> interests, CancellationToken cancel);

    /// <summary>As when the power goes: the other side says the will.</summary>
    void Break();
}

/// <summary>What became of a message.</summary>
internal enum Delivery
{
    Taken,

    /// <summary>Taken, and nobody listens to it.</summary>
    Unheard,
    Refused,

    /// <summary>The connection ended first: it may have arrived or not.</summary>
    Lost,
}

/// <summary>Whom a feeder wants to reach, and as who.</summary>
/// <param name="Server">mqtt or mqtts.</param>
/// <param name="Will">What the other side says when the connection ends without a word.</param>
/// <param name="SessionSeconds">How long messages for the feeder are kept while it is away; 0: not at all.</param>
internal sealed record Approach(Uri Server, string ClientId, Proof Proof, OutgoingMessage Will, IReadOnlyList<Interest> Interests, uint SessionSeconds);

/// <summary>Who one says one is.</summary>
/// <param name="Sign">Answers a server's nonce with the device's key; null: the password says it.</param>
internal sealed record Proof(string? UserName = null, string? Password = null, Func<ReadOnlyMemory<byte>, byte[]>? Sign = null);

/// <summary>What one wants to hear.</summary>
/// <param name="IsOnceAtMost">Rather never than twice.</param>
internal sealed record Interest(string Topic, bool IsOnceAtMost = false);

/// <summary>One of the two.</summary>
internal sealed record Reached(IConnection? Connection, Failure? Failure);

/// <param name="Reason">What the other side said; null when it could not be reached.</param>
/// <param name="Text">For a log and for the feeder's page.</param>
internal sealed record Failure(ReasonCode? Reason, string Text);

/// <summary>A message to publish, QoS 1.</summary>
/// <param name="WasTaken">To be called when the other side has acknowledged it, if anything follows from that.</param>
/// <param name="IsFleeting">QoS 0: worth nothing later.</param>
internal sealed record OutgoingMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain = false, Action? WasTaken = null, bool IsFleeting = false);

/// <summary>A message that arrived.</summary>
/// <param name="IsRetained">It was said before the feeder listened, some time ago.</param>
internal sealed record IncomingMessage(string Topic, ReadOnlyMemory<byte> Payload, bool IsRetained = false);
