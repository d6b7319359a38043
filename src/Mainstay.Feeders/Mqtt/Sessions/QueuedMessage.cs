using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>A message of QoS 1 or 2 in one session's queue, from its arrival to the receiver's last word. Changed under the session's gate, but for its way to disk.</summary>
internal sealed class QueuedMessage(long order, Qos qos, bool retain, uint[] identifiers, StoredMessage? stored)
{
    /// <summary>As many as a packet id can be.</summary>
    public const int PacketIds = ushort.MaxValue;

    private const int Waiting = 0;
    private const int Written = 1;
    private const int Gone = 2;
    private int _place;
    private volatile bool _isStored = stored is null;
    private BrokerMessage? _message;

    /// <param name="order">In the session.</param>
    /// <param name="delivery">What.</param>
    /// <param name="stored">Its place on disk; null when the session does not outlive its connection.</param>
    public QueuedMessage(long order, in Delivery delivery, StoredMessage? stored)
        : this(order, delivery.Qos, delivery.Retain, delivery.Identifiers, stored) => (_message, Shared) = (delivery.Message, delivery.Shared);

    /// <summary>Of the session: 0, 1, 2 and so on.</summary>
    public long Order => order;

    /// <summary>Never 0. Follows from the order, so that it is the same whenever the message is sent, also after a restart. [MQTT-4.4.0-1]</summary>
    public ushort PacketId => (ushort)((order % PacketIds) + 1);

    public Qos Qos => qos;

    public bool Retain => retain;

    public uint[] Identifiers => identifiers;

    public StoredMessage? Stored => stored;

    /// <summary>Through which shared subscription it came; null for a session's own.</summary>
    public TopicFilter? Shared { get; private init; }

    /// <summary>On this or an earlier connection.</summary>
    public bool WasSent { get; set; }

    /// <summary>On this connection: an acknowledgement of it may come.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>On this connection as PUBLISH: it uses up one of what the receiver takes at once.</summary>
    public bool IsCounted { get; set; }

    /// <summary>PUBREC came: from here on only PUBREL is sent. [MQTT-4.3.3-4]</summary>
    public bool IsReleased { get; set; }

    /// <summary>It is a row of the queue on disk, or will be one before anything that is added to the store from now on.</summary>
    public bool IsWritten => Volatile.Read(ref _place) == Written;

    /// <summary>
    /// One of QoS 2 is sent only when it is on disk: what was sent and then lost with the process would come again from its publisher, and be delivered twice.
    /// </summary>
    public bool MayBeSent => _isStored || qos != Qos.ExactlyOnce;

    /// <summary>The message, from memory or from disk.</summary>
    public BrokerMessage Load(MqttStore? store) => _message ?? store!.Reader.Message(stored!.Id);

    /// <summary>The client is away: what is on disk needs no memory.</summary>
    public void Unload()
    {
        if (_isStored && stored is not null) _message = null;
    }

    /// <summary>It is about to be written. By the writing thread.</summary>
    /// <returns>False when it was done with before.</returns>
    public bool TryWrite() => Interlocked.CompareExchange(ref _place, Written, Waiting) == Waiting;

    /// <summary>It is done.</summary>
    /// <returns>Whether it has to be taken from disk: false when it was never written and will not be.</returns>
    public bool TryErase() => stored is not null && Interlocked.CompareExchange(ref _place, Gone, Waiting) == Written;

    public void OnStored() => _isStored = true;

    /// <summary>It was read from disk.</summary>
    public static QueuedMessage Restored(in QueuedRow row, StoredMessage stored, bool wasSent)
    {
        stored.Needed++;
        return new QueuedMessage(row.Order, row.Qos, row.Retain, row.Identifiers, stored) { _place = Written, _isStored = true, WasSent = wasSent, IsReleased = row.IsReleased, Shared = row.Shared };
    }
}
