using System.Diagnostics.CodeAnalysis;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>What came of an acknowledgement.</summary>
internal enum AckOutcome
{
    /// <summary>Nothing waits for it.</summary>
    Unknown = 0,

    /// <summary>The message is done; its packet id and its place are free.</summary>
    Done = 1,

    /// <summary>The receiver has the message and is to be sent PUBREL.</summary>
    Release = 2,
}

/// <summary>
/// Messages of QoS 1 and 2 to one client, in the order in which they came [MQTT-4.6.0-6]: first those that were sent and are not done, then those that wait. Pure, for one caller at a time. Holds no memory
/// before the first message. Source: MQTT 5.0, 4.3, 4.4, 4.6, 4.9.
/// </summary>
/// <param name="maximumQueued">When as many wait, the newest is not taken.</param>
internal sealed class OutgoingMessages(int maximumQueued)
{
    private const int SmallRing = 8;

    // A ring by order: a message that is done leaves a hole, and the first hole is closed at once.
    private QueuedMessage?[] _ring = [];
    private long _first;
    private long _next;
    private long _cursor;

    /// <summary>All that are not done.</summary>
    public int Count { get; private set; }

    /// <summary>How much of the send quota is used. [MQTT-4.9.0-1]</summary>
    public int InFlightCount { get; private set; }

    public int WaitingCount => Count - InFlightCount;

    /// <param name="delivery">What.</param>
    /// <param name="stored">Its place on disk, if it has one.</param>
    /// <param name="added">In the queue.</param>
    /// <returns>False when it is not taken, because too many wait, or because one is not acknowledged that is older than there are packet ids.</returns>
    public bool TryAdd(in Delivery delivery, StoredMessage? stored, [NotNullWhen(true)] out QueuedMessage? added)
    {
        added = null;
        if (WaitingCount >= maximumQueued || _next - _first >= QueuedMessage.PacketIds) return false;
        added = new QueuedMessage(_next, delivery, stored);
        Put(added);
        return true;
    }

    /// <summary>Of an earlier process.</summary>
    /// <param name="message">Of a higher order than all before.</param>
    public void Restore(QueuedMessage message)
    {
        if (Count == 0) (_first, _next, _cursor) = (message.Order, message.Order, message.Order);
        Put(message);
    }

    /// <summary>Another connection: all is to be sent again, in its order. [MQTT-4.4.0-1] [MQTT-4.6.0-1]</summary>
    public void Begin()
    {
        foreach (var message in All()) (message.IsUnderWay, message.IsCounted) = (false, false);
        (_cursor, InFlightCount) = (_first, 0);
    }

    /// <summary>The next that is to be sent on this connection, if the receiver takes another [MQTT-4.9.0-2]: as PUBREL when it is released, otherwise as PUBLISH. <see cref="OnSent"/> or <see cref="Remove"/> follows.</summary>
    /// <param name="receiveMaximum">Of the client.</param>
    /// <param name="next">What.</param>
    public bool TryPeek(int receiveMaximum, [NotNullWhen(true)] out QueuedMessage? next)
    {
        next = null;
        while (_cursor < _next && (next = At(_cursor)) is null) _cursor++;
        return next is not null && (next.IsReleased || (InFlightCount < receiveMaximum && next.MayBeSent));
    }

    /// <summary>It was written.</summary>
    public void OnSent(QueuedMessage message)
    {
        (message.WasSent, message.IsUnderWay, message.IsCounted) = (true, true, !message.IsReleased);
        if (message.IsCounted) InFlightCount++;
        _cursor = message.Order + 1;
    }

    /// <summary>PUBACK, of a message of QoS 1, whatever it says. [MQTT-4.3.2-2]</summary>
    public AckOutcome OnPuback(ushort packetId, out QueuedMessage? message)
    {
        message = Find(packetId, Qos.AtLeastOnce);
        if (message is null) return AckOutcome.Unknown;
        Remove(message);
        return AckOutcome.Done;
    }

    /// <summary>PUBREC; with a failure the message is done [MQTT-4.4.0-2], and otherwise PUBREL is due, again if it comes again.</summary>
    public AckOutcome OnPubrec(ushort packetId, ReasonCode reason, out QueuedMessage? message)
    {
        message = Find(packetId, Qos.ExactlyOnce);
        if (message is null) return AckOutcome.Unknown;
        if (!reason.IsFailure() || message.IsReleased)
        {
            message.IsReleased = true;
            return AckOutcome.Release;
        }

        Remove(message);
        return AckOutcome.Done;
    }

    /// <summary>PUBCOMP.</summary>
    public AckOutcome OnPubcomp(ushort packetId, out QueuedMessage? message)
    {
        message = Find(packetId, Qos.ExactlyOnce);
        if (message is not { IsReleased: true }) return AckOutcome.Unknown;
        Remove(message);
        return AckOutcome.Done;
    }

    /// <summary>It is done: acknowledged, expired before it was sent [MQTT-3.3.2-5], or too large for the receiver [MQTT-3.1.2-25].</summary>
    public void Remove(QueuedMessage message)
    {
        _ring[message.Order & (_ring.Length - 1)] = null;
        Count--;
        if (message.IsCounted) InFlightCount--;
        while (_first < _next && At(_first) is null) _first++;
        _cursor = Math.Max(_cursor, _first);
        if (Count == 0 && _ring.Length > SmallRing) _ring = [];
    }

    /// <summary>In their order.</summary>
    public IEnumerable<QueuedMessage> All()
    {
        for (var order = _first; order < _next; order++)
        {
            if (At(order) is { } message) yield return message;
        }
    }

    /// <summary>Nothing is left.</summary>
    public void Clear() => (_ring, _first, _cursor, Count, InFlightCount) = ([], _next, _next, 0, 0);

    private QueuedMessage? At(long order) => _ring[order & (_ring.Length - 1)];

    private void Put(QueuedMessage message)
    {
        if (message.Order - _first >= _ring.Length) Grow((int)(message.Order - _first) + 1);
        _ring[message.Order & (_ring.Length - 1)] = message;
        _next = message.Order + 1;
        Count++;
    }

    private void Grow(int needed)
    {
        var larger = new QueuedMessage?[Math.Max(SmallRing, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed))];
        foreach (var message in All()) larger[message.Order & (larger.Length - 1)] = message;
        _ring = larger;
    }

    /// <summary>There is at most one of a packet id, because all orders lie within as many as there are.</summary>
    private QueuedMessage? Find(ushort packetId, Qos qos)
    {
        var behind = (packetId - 1 - (_first % QueuedMessage.PacketIds) + QueuedMessage.PacketIds) % QueuedMessage.PacketIds;
        var order = _first + behind;
        if (packetId == 0 || order >= _next || At(order) is not { IsUnderWay: true } found || found.Qos != qos) return null;
        return found;
    }
}
