using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Mainstay.Web;

/// <summary>What comes on one connection, without the requests that are turned away at the door.</summary>
internal sealed class DoorReader(RefusalDoor door, IDuplexPipe transport) : PipeReader
{
    private readonly PipeReader _input = transport.Input;
    private readonly PipeWriter _output = transport.Output;
    private bool _isRequestNext = true;

    /// <summary>HTTP has read its request to the end, and will write nothing before it reads again.</summary>
    public void ExpectRequest() => _isRequestNext = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => _isRequestNext ? ReadRequestAsync(cancellationToken) : _input.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => _input.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => _input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

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
                _isRequestNext = false;
                return result;
            }

            _input.AdvanceTo(result.Buffer.GetPosition(length));
            await _output.FlushAsync(cancellationToken);
        }
    }
}
