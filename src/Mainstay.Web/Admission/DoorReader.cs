using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Mainstay.Web;

/// <summary>What comes on one connection, without the requests that are turned away at the door.</summary>
internal sealed class DoorReader(RefusalDoor door, IDuplexPipe transport) : PipeReader
{
    private readonly PipeReader _input = transport.Input;
    private readonly PipeWriter _output = transport.Output;
    private ReadOnlySequence<byte> _body;
    private long _bodyLeft;
    private bool _isAnswered = true;

    /// <summary>HTTP has read a request's head.</summary>
    /// <param name="bodyBytes">How much follows it; null when only HTTP can tell.</param>
    public void BeginRequest(long? bodyBytes) => (_bodyLeft, _isAnswered) = (bodyBytes ?? long.MaxValue, false);

    /// <summary>HTTP will write nothing more but the rest of this answer, before it reads what comes after the request's body.</summary>
    public void EndRequest() => _isAnswered = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_bodyLeft > 0) return ReadBodyAsync(cancellationToken);
        return _isAnswered ? ReadRequestAsync(cancellationToken) : _input.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        var hasRead = _input.TryRead(out result);
        if (hasRead && _bodyLeft > 0) _body = result.Buffer;
        return hasRead;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Count(consumed);
        _input.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Count(consumed);
        _input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadBodyAsync(CancellationToken cancellationToken)
    {
        var result = await _input.ReadAsync(cancellationToken);
        _body = result.Buffer;
        return result;
    }

    /// <summary>What HTTP has taken of a body: when that was all of it, a request comes next.</summary>
    private void Count(SequencePosition consumed)
    {
        if (_bodyLeft == 0 || _body.IsEmpty) return;
        _bodyLeft -= _body.Slice(0, consumed).Length;
        _body = default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadRequestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken);
            if (result.IsCanceled || result.Buffer.IsEmpty) return result;
            var length = door.TurnAway(result.Buffer.FirstSpan, _output);
            if (length == 0)
            {
                _isAnswered = false;
                return result;
            }

            _input.AdvanceTo(result.Buffer.GetPosition(length));
            await _output.FlushAsync(cancellationToken);
        }
    }
}
