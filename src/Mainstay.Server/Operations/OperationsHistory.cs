using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Server.Operations;

/// <summary>Reads the host's figures every two seconds and keeps the last three minutes, for the operations page.</summary>
internal sealed class OperationsHistory(HostMetrics metrics, AdmissionMetrics admission, DataFolder folder, [FromKeyedServices("real")] TimeProvider clock) : BackgroundService
{
    public const int Kept = 90;
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile ImmutableList<OperationsSample> _samples = [];
    private volatile TaskCompletionSource _next = NewTurn();

    /// <summary>Oldest first.</summary>
    public ImmutableList<OperationsSample> Samples => _samples;

    /// <summary>Completes when there is a sample after <paramref name="number"/>.</summary>
    public async Task WaitForAsync(long number, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Take the turn first, then look: a sample between the two completes the turn.
            var next = _next;
            if (_samples is [.., var last] && last.Number > number) return;
            await next.Task.WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var disk = new DriveInfo(folder.Path);
        using var timer = new PeriodicTimer(Interval, clock);
        var (began, before, at) = (clock.GetTimestamp(), (metrics.Figures, admission.Figures), clock.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (after, now) = ((metrics.Figures, admission.Figures), clock.GetTimestamp());
            var number = _samples is [.., var last] ? last.Number + 1 : 1;
            Add(OperationsSample.Between(before, after, clock.GetElapsedTime(at, now), number, clock.GetElapsedTime(began, now).TotalSeconds, FreeOn(disk)));
            (before, at) = (after, now);
        }
    }

    // A disk that does not say is not reported as full.
    private static long? FreeOn(DriveInfo disk)
    {
        try
        {
            return disk.AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Add(OperationsSample sample)
    {
        var samples = _samples.Add(sample);
        _samples = samples.Count > Kept ? samples.RemoveAt(0) : samples;
        Interlocked.Exchange(ref _next, NewTurn()).SetResult();
    }

    private static TaskCompletionSource NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
