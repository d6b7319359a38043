using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>
/// What comes on a socket. While nothing comes it holds no buffer: it waits until there is something, and takes a buffer then. For one reader at a time; <see cref="CancelPendingRead"/> may be called by anybody.
/// </summary>
internal sealed class TcpReader(Socket socket, SocketTurns turns) : PipeReader, IValueTaskSource<ReadResult>, IDisposable
{
    private readonly ReceivedBytes _bytes = new();
    private readonly SocketTurns _turns = turns;
    private ManualResetValueTaskSourceCore<bool> _waiting;
    private Readiness? _readiness;

    // Under the lock of the bytes.
    private bool _isAwaited;
    private bool _isReceiving;
    private bool _isReady;
    private bool _isCanceled;
    private bool _isAtEnd;

    /// <summary>The other side did not say goodbye.</summary>
    public bool IsBroken { get; private set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            lock (_bytes)
            {
                if (TryTake(out var result)) return ValueTask.FromResult(result);
                _waiting.Reset();
                _waiting.RunContinuationsAsynchronously = false;
                _isAwaited = true;
                if (_isReceiving) return new ValueTask<ReadResult>(this, _waiting.Version);
                _isReceiving = true;
            }

            _readiness ??= new Readiness(this);
            if (socket.ReceiveAsync(_readiness)) return new ValueTask<ReadResult>(this, _waiting.Version);
            lock (_bytes)
            {
                // At once; unless somebody has just said not to wait.
                (_isReceiving, _isReady) = (false, true);
                if (!_isAwaited) return new ValueTask<ReadResult>(this, _waiting.Version);
                _isAwaited = false;
            }
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_bytes) return TryTake(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _bytes.Advance(consumed, examined);

    public override void CancelPendingRead()
    {
        lock (_bytes)
        {
            _isCanceled = true;
            if (!_isAwaited) return;
            _isAwaited = false;
            // Whoever cancels may hold locks that the reader wants.
            _waiting.RunContinuationsAsynchronously = true;
        }

        _waiting.SetResult(true);
    }

    public override void Complete(Exception? exception = null) => _bytes.Clear();

    public void Dispose() => _readiness?.Dispose();

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _waiting.GetResult(token);
        lock (_bytes) return TryTake(out var result) ? result : new ReadResult(_bytes.All, isCanceled: false, _isAtEnd);
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _waiting.OnCompleted(continuation, state, token, flags);

    /// <summary>There is something to be received: whoever waits for it goes on, here.</summary>
    public void OnReady()
    {
        lock (_bytes)
        {
            (_isReceiving, _isReady) = (false, true);
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _waiting.SetResult(true);
    }

    /// <summary>What there is to say without waiting.</summary>
    private bool TryTake(out ReadResult result)
    {
        if (!_isCanceled && !_bytes.HasNew && !_isAtEnd && _isReady) Receive();
        result = new ReadResult(_bytes.All, _isCanceled, _isAtEnd);
        var isThere = _isCanceled || _bytes.HasNew || _isAtEnd;
        _isCanceled = false;
        return isThere;
    }

    private void Receive()
    {
        _isReady = false;
        var count = socket.Receive(_bytes.Room(), SocketFlags.None, out var error);
        var isAdded = _bytes.Added(error == SocketError.Success ? count : 0);
        // A connection that breaks ends like one that is closed, and without an exception: when a network goes, thousands break at once.
        IsBroken = error is not (SocketError.Success or SocketError.WouldBlock);
        _isAtEnd = !isAdded && error != SocketError.WouldBlock;
    }

    /// <summary>Comes when there is something to be received.</summary>
    private sealed class Readiness : SocketAsyncEventArgs
    {
        private readonly TcpReader _reader;

        public Readiness(TcpReader reader)
            : base(true)
        {
            _reader = reader;
            SetBuffer(Memory<byte>.Empty);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _reader._turns.Add(_reader);
    }
}
