namespace Mainstay.FeederAgent.Feeding;

/// <summary>Wakes the one who waits: when it is rung, or when the time is up. Rung while nobody waits, it lets the next wait end at once.</summary>
internal sealed class Bell : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private TaskCompletionSource? _waiting;
    private bool _rung;

    public Bell(TimeProvider time) => _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Ring()
    {
        TaskCompletionSource? woken;
        lock (_gate)
        {
            (woken, _waiting) = (_waiting, null);
            _rung = woken is null;
        }

        woken?.TrySetResult();
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            if (_rung || atMost <= TimeSpan.Zero)
            {
                _rung = false;
                return;
            }

            _waiting = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _timer.Change(atMost, Timeout.InfiniteTimeSpan);
        using var registration = cancel.Register(static state => ((Bell)state!).Ring(), this);
        await waiting.Task;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        cancel.ThrowIfCancellationRequested();
    }

    public void Dispose() => _timer.Dispose();
}
