namespace Mainstay.Tests.Unit.FeederAgent.Updates;

/// <summary>Gives its beginning, and then neither more nor its end.</summary>
internal sealed class StallingStream(byte[] beginning) : Stream
{
    private readonly TaskCompletionSource _stalls = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isGiven;

    /// <summary>When somebody waits for what does not come.</summary>
    public Task Stalls => _stalls.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isGiven)
        {
            _stalls.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        _isGiven = true;
        beginning.CopyTo(buffer);
        return beginning.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
