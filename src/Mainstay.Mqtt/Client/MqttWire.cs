using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Mainstay.Mqtt;

/// <summary>One connection's packets: written whole, one sender after another, and read one by one. It knows sizes and versions, and nothing of sessions.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits with a handle on the semaphore, so it holds nothing to let go of.")]
internal sealed class MqttWire(IDuplexPipe pipes, MqttVersion version, int maximumPacketSize, TimeProvider clock)
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly PacketReader _reader = new(Receiver.Client, maximumPacketSize, version);
    private OutgoingTopicAliases _aliases = new(0);
    private long _lastSent = clock.GetTimestamp();
    private long _lastReceived = clock.GetTimestamp();
    private volatile bool _isClosing;

    public MqttVersion Version => version;

    public PacketReader Reader => _reader;

    /// <summary>What the server takes; null for any.</summary>
    public uint? ServerMaximumPacketSize { get; private set; }

    public TimeSpan SinceSent => clock.GetElapsedTime(Volatile.Read(ref _lastSent));

    public TimeSpan SinceReceived => clock.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <param name="connack">What the server takes.</param>
    /// <param name="usesAliases">Whether aliases are wished for.</param>
    public void Agree(ConnackPacket connack, bool usesAliases)
    {
        ServerMaximumPacketSize = connack.MaximumPacketSize;
        if (usesAliases) _aliases = new OutgoingTopicAliases(connack.TopicAliasMaximum);
    }

    /// <summary>Waits for bytes that make a packet; the frame is valid until <see cref="Advance"/>.</summary>
    public async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await pipes.Input.ReadAsync(cancellationToken);
        Volatile.Write(ref _lastReceived, clock.GetTimestamp());
        return read;
    }

    public void Advance(SequencePosition consumed, SequencePosition examined) => pipes.Input.AdvanceTo(consumed, examined);

    /// <returns>False when the packet is too large for the server, or nothing can be sent any more.</returns>
    public async ValueTask<bool> SendAsync(Packet packet, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            return !_isClosing && PacketWriter.TryWrite(pipes.Output, packet, version, ServerMaximumPacketSize) && await FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask<bool> SendAckAsync(PacketType type, ushort packetId, ReasonCode reason, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_isClosing) return false;
            PacketWriter.WriteAck(pipes.Output, type, packetId, version, reason);
            return await FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <param name="message">What to send.</param>
    /// <param name="properties">Its properties, encoded.</param>
    /// <param name="packetId">0 with QoS 0.</param>
    /// <param name="isDuplicate">A retransmission.</param>
    /// <param name="expirySeconds">What is left.</param>
    /// <param name="cancellationToken">Ends waiting; a packet that was begun is written whole.</param>
    public async ValueTask<bool> SendMessageAsync(OutgoingMessage message, byte[] properties, ushort packetId, bool isDuplicate, uint? expirySeconds, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_isClosing) return false;
            WriteMessage(message, properties, packetId, isDuplicate, expirySeconds);
            return await FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>
    /// Says a last word, if there is one, and closes. Nothing is sent after it. [MQTT-3.14.4-1] What was written before still leaves, as long as the token allows; then the transport is cut.
    /// </summary>
    public async ValueTask CloseAsync(Packet? last, CancellationToken patience)
    {
        _isClosing = true;
        if (last is not null) await SayAsync(last, patience);
        if (pipes is StreamPipes stream) await stream.CloseAsync(patience);
        else await pipes.Output.CompleteAsync();
    }

    /// <summary>When nobody reads any more.</summary>
    public ValueTask CompleteAsync() => pipes.Input.CompleteAsync();

    /// <summary>Whether the server takes a packet of this size. With an alias and a name it can only be smaller or three bytes larger than without.</summary>
    public bool Fits(OutgoingMessage message, byte[] properties)
    {
        var head = new PublishHead { Topic = message.Topic.Utf8, Qos = message.Qos, PacketId = 1, TopicAlias = 1, MessageExpirySeconds = message.ExpirySeconds, ForwardedProperties = properties };
        return PublishWriter.Size(head, message.Payload.Length, version) <= Math.Min(ServerMaximumPacketSize ?? uint.MaxValue, MqttDefaults.MaximumPacketSize);
    }

    private async ValueTask SayAsync(Packet last, CancellationToken patience)
    {
        try
        {
            await _sending.WaitAsync(patience);
            if (PacketWriter.TryWrite(pipes.Output, last, version, ServerMaximumPacketSize)) await FlushAsync(patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The other side takes nothing any more; it is cut off.
        }
    }

    private void WriteMessage(OutgoingMessage message, byte[] properties, ushort packetId, bool isDuplicate, uint? expirySeconds)
    {
        var alias = _aliases.For(message.Topic, out var isKnown);
        var head = new PublishHead
        {
            Topic = isKnown ? [] : message.Topic.Utf8,
            Qos = message.Qos,
            PacketId = packetId,
            IsDuplicate = isDuplicate,
            Retain = message.Retain,
            TopicAlias = alias,
            MessageExpirySeconds = expirySeconds,
            ForwardedProperties = properties,
        };
        PublishWriter.Write(pipes.Output, head, message.Payload.Span, version);
    }

    private async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastSent, clock.GetTimestamp());
        var flushed = await pipes.Output.FlushAsync(cancellationToken);
        return !flushed.IsCompleted;
    }
}
