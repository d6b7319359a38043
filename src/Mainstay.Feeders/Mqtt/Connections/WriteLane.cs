using System.Buffers;
using System.IO.Pipelines;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>
/// The only writer to a connection's pipe. Whoever finds it free writes and flushes; what comes while a flush runs is put together and leaves with the next one. It never makes anybody wait:
/// who writes much asks <see cref="HasRoom"/> before. Thread-safe.
/// </summary>
/// <param name="output">Of the connection.</param>
/// <param name="version">Of the connection.</param>
/// <param name="maximumWaiting">From how many waiting bytes on there is no room.</param>
internal sealed class WriteLane(PipeWriter output, MqttVersion version, int maximumWaiting)
{
    private const int FlushedAt = 32 * 1024;

    // Lanes that this thread has written to since it began a batch.
    [ThreadStatic]
    private static List<WriteLane>? t_batch;

    [ThreadStatic]
    private static List<WriteLane>? t_spare;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte>? _waiting;
    private Task _flushing = Task.CompletedTask;
    private bool _isFlushing;
    private int _holds;
    private bool _isUnflushed;
    private bool _isInBatch;
    private bool _isClosed;
    private bool _wasAsked;

    /// <summary>Called, on no particular thread and under no lock of the lane, when there is room again after there was none.</summary>
    public Action? Drained { get; set; }

    public MqttVersion Version => version;

    private IBufferWriter<byte> Target => _isFlushing ? _waiting ??= new ArrayBufferWriter<byte>() : output;

    /// <summary>Whether more may be written now; if not, <see cref="Drained"/> tells when.</summary>
    public bool HasRoom()
    {
        lock (_gate)
        {
            var hasRoom = (_waiting?.WrittenCount ?? output.UnflushedBytes) < maximumWaiting;
            _wasAsked |= !hasRoom;
            return hasRoom && !_isClosed;
        }
    }

    /// <summary>Ends when what was written before has left, or never will.</summary>
    public Task WhenFlushedAsync()
    {
        lock (_gate) return _flushing;
    }

    /// <summary>
    /// Until <see cref="EndBatch"/>, what this thread writes to any lane is flushed together: of what one client sent together, its answers and another's messages leave together. Nothing may be awaited between.
    /// </summary>
    /// <returns>False when this thread is within one already: then that goes on.</returns>
    public static bool BeginBatch()
    {
        if (t_batch is not null) return false;
        t_batch = t_spare ?? [];
        return true;
    }

    /// <param name="hasBegun">What <see cref="BeginBatch"/> answered.</param>
    public static void EndBatch(bool hasBegun)
    {
        if (!hasBegun) return;
        var batch = t_batch!;
        t_batch = null;
        foreach (var lane in batch) lane.FlushBatch();
        batch.Clear();
        t_spare = batch;
    }

    /// <summary>Until <see cref="Release"/>, what is written is not flushed: the welcome waits for the disk.</summary>
    public void Hold()
    {
        lock (_gate) _holds++;
    }

    public void Release()
    {
        lock (_gate)
        {
            _holds--;
            if (_isUnflushed) Flush();
        }
    }

    /// <returns>False when the packet is too large for its receiver.</returns>
    public bool Send(Packet packet, uint? maximumPacketSize)
    {
        lock (_gate)
        {
            if (_isClosed) return true;
            if (!PacketWriter.TryWrite(Target, packet, version, maximumPacketSize)) return false;
            Flush();
            return true;
        }
    }

    public void SendAck(PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            PacketWriter.WriteAck(Target, type, packetId, version, reason);
            Flush();
        }
    }

    /// <param name="head">Whose size fits the receiver.</param>
    /// <param name="payload">Of the message.</param>
    public void SendMessage(in PublishHead head, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            PublishWriter.Write(Target, head, payload, version);
            Flush();
        }
    }

    /// <summary>Nothing is written after this. What was written has until the token to leave.</summary>
    public async Task CloseAsync(CancellationToken patience)
    {
        lock (_gate) _isClosed = true;
        await WhenFlushedAsync().WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        output.CancelPendingFlush();
        await WhenFlushedAsync();
        await output.CompleteAsync();
    }

    private void Flush()
    {
        _isUnflushed = true;
        if (_isFlushing || _holds > 0 || IsBatched()) return;
        (_isFlushing, _isUnflushed) = (true, false);
        _flushing = FlushAsync();
    }

    private bool IsBatched()
    {
        if (t_batch is not { } batch || output.UnflushedBytes >= FlushedAt) return false;
        if (!_isInBatch) batch.Add(this);
        return _isInBatch = true;
    }

    private void FlushBatch()
    {
        lock (_gate)
        {
            _isInBatch = false;
            if (_isUnflushed) Flush();
        }
    }

    private async Task FlushAsync()
    {
        var wasAsked = false;
        while (await TryFlushAsync() && HasMore(out wasAsked))
        {
            // Until nothing is left that was written meanwhile.
        }

        // Never here: a flush that ends at once is still within its writer's locks.
        if (wasAsked) ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.Drained?.Invoke(), this, preferLocal: false);
    }

    /// <returns>False when nobody reads any more.</returns>
    private async ValueTask<bool> TryFlushAsync()
    {
        try
        {
            var result = await output.FlushAsync();
            return !result.IsCompleted && !result.IsCanceled || Break();
        }
        catch (IOException)
        {
            return Break();
        }
    }

    private bool Break()
    {
        lock (_gate) (_isClosed, _isFlushing, _waiting) = (true, false, null);
        return false;
    }

    /// <param name="wasAsked">Somebody found no room before or while this flush ran.</param>
    private bool HasMore(out bool wasAsked)
    {
        lock (_gate)
        {
            wasAsked = _wasAsked && _waiting is null;
            if (_waiting is null)
            {
                (_isFlushing, _wasAsked) = (false, false);
                return false;
            }

            output.Write(_waiting.WrittenSpan);
            (_waiting, _isUnflushed) = (null, false);
            return true;
        }
    }
}
