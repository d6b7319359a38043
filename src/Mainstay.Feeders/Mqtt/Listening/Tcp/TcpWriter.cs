using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>What goes out on a socket: at once, as far as the kernel takes it, and the rest when it does again. Holds no buffer between flushes. For one writer, which flushes one after another.</summary>
internal sealed class TcpWriter(Socket socket) : PipeWriter
{
    private const int LeastRoom = 4096;
    private byte[] _buffer = [];
    private int _written;
    private CancellationTokenSource? _sending;
    private bool _isEnded;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public override void Advance(int bytes) => _written += bytes;

    /// <exception cref="IOException">The connection is gone.</exception>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_isEnded) return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: true));
        var sent = 0;
        while (sent < _written)
        {
            var error = Send(ref sent);
            if (error == SocketError.WouldBlock) return SendRestAsync(sent);
            if (error != SocketError.Success) return End(error);
        }

        Empty();
        return ValueTask.FromResult(default(FlushResult));
    }

    public override void CancelPendingFlush() => Volatile.Read(ref _sending)?.Cancel();

    public override void Complete(Exception? exception = null)
    {
        _isEnded = true;
        Empty();
    }

    private SocketError Send(ref int sent)
    {
        try
        {
            sent += socket.Send(_buffer.AsSpan(sent, _written - sent), SocketFlags.None, out var error);
            return error;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    private async ValueTask<FlushResult> SendRestAsync(int sent)
    {
        using var sending = new CancellationTokenSource();
        Volatile.Write(ref _sending, sending);
        try
        {
            while (sent < _written) sent += await socket.SendAsync(_buffer.AsMemory(sent, _written - sent), sending.Token);
        }
        catch (SocketException gone)
        {
            return await End(gone.SocketErrorCode);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            _isEnded = true;
            return new FlushResult(isCanceled: true, isCompleted: true);
        }
        finally
        {
            Volatile.Write(ref _sending, null);
        }

        Empty();
        return default;
    }

    private ValueTask<FlushResult> End(SocketError error)
    {
        _isEnded = true;
        return ValueTask.FromException<FlushResult>(new IOException($"The connection is gone: {error}."));
    }

    private void Grow(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, LeastRoom), 2 * _buffer.Length));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Empty()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _written) = ([], 0);
    }
}
