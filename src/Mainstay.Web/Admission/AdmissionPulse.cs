using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>
/// Measures how long work waits for a processor: every ten milliseconds it queues a piece of work that only looks at the clock. Those of a tenth of a second are a window, after which the limit
/// moves; where each waits longer than that, each is a window. It also turns away who has waited too long.
/// </summary>
internal sealed class AdmissionPulse(AdmissionGate gate, RetryTimes times, IServiceProvider services, [FromKeyedServices("real")] TimeProvider clock) : IHostedService, IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(100);
    private readonly List<TimeSpan> _delays = [];
    private readonly HostMetrics? _store = services.GetService<HostMetrics>();
    private ITimer? _timer;
    private AdmissionFigures _before = AdmissionFigures.None;
    private long _windowBegan;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _windowBegan = clock.GetTimestamp();
        _timer = clock.CreateTimer(static pulse => ((AdmissionPulse)pulse!).Beat(), this, s_beat, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>The work that looks at the clock. One at a time: the next beat is set when it is done.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _delays.Add(gate.BeatRuns());
        if (clock.GetElapsedTime(_windowBegan) >= s_window) EndWindow();
        gate.Sweep();
        _timer?.Change(s_beat, Timeout.InfiniteTimeSpan);
    }

    private void Beat()
    {
        gate.BeatWaits();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void EndWindow()
    {
        _delays.Sort();
        gate.EndWindow(_delays[_delays.Count / 2], _store?.Figures.IsBehind ?? false, clock.GetElapsedTime(_windowBegan));
        var figures = gate.Figures;
        times.Observe(figures.Admitted.Sum() - _before.Admitted.Sum(), figures.Refused.Sum() - _before.Refused.Sum());
        (_before, _windowBegan) = (figures, clock.GetTimestamp());
        _delays.Clear();
    }
}
