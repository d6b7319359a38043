using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>
/// Measures how long work waits for a processor: every ten milliseconds it queues a piece of work that only looks at the clock. Ten of them are a window, after which the limit moves. It also turns
/// away who has waited too long.
/// </summary>
internal sealed class AdmissionPulse(AdmissionGate gate, RetryTimes times, IServiceProvider services, [FromKeyedServices("real")] TimeProvider clock) : IHostedService, IThreadPoolWorkItem, IDisposable
{
    private const int BeatsPerWindow = 10;
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(10);
    private readonly HostMetrics? _store = services.GetService<HostMetrics>();
    private ITimer? _timer;
    private AdmissionFigures _before = AdmissionFigures.None;
    private long _windowBegan;
    private long _queuedAt;
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private int _beats;
    private int _isQueued;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _windowBegan = clock.GetTimestamp();
        _timer = clock.CreateTimer(static pulse => ((AdmissionPulse)pulse!).Beat(), this, s_beat, s_beat);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>The work that looks at the clock. One at a time: while it waits, the next beat waits too.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var delay = clock.GetElapsedTime(_queuedAt);
        if (delay < _shortest) _shortest = delay;
        if (++_beats == BeatsPerWindow) EndWindow();
        gate.Sweep();
        Volatile.Write(ref _isQueued, 0);
    }

    private void Beat()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) != 0) return;
        _queuedAt = clock.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void EndWindow()
    {
        gate.EndWindow(_shortest, _store?.Figures.IsBehind ?? false, clock.GetElapsedTime(_windowBegan));
        var figures = gate.Figures;
        times.Observe(figures.Admitted.Sum() - _before.Admitted.Sum(), figures.Refused.Sum() - _before.Refused.Sum());
        (_before, _windowBegan, _shortest, _beats) = (figures, clock.GetTimestamp(), TimeSpan.MaxValue, 0);
    }
}
