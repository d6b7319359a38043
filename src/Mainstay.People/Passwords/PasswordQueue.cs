using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mainstay.People.Passwords;

/// <summary>
/// Hashing costs a tenth of a second on purpose. It has one thread of its own, below normal priority, and a bounded queue: however many people sign in at
/// once, those who are signed in keep at least the other cores. When the queue is full, the next is refused at once.
/// </summary>
internal sealed class PasswordQueue : IDisposable
{
    private readonly BlockingCollection<Action> _jobs;
    private readonly Thread _thread;
    private readonly TimeProvider _clock;
    private readonly Meter _meter = new("Mainstay.People");
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;
    private long _jobMicroseconds = 100_000;

    public PasswordQueue(int length, TimeProvider clock)
    {
        _clock = clock;
        _jobs = new BlockingCollection<Action>(length);
        _duration = _meter.CreateHistogram<double>("mainstay.people.hash.duration", "ms");
        _refused = _meter.CreateCounter<long>("mainstay.people.hash.refused");
        _meter.CreateObservableGauge("mainstay.people.hash.waiting", () => _jobs.Count);
        _thread = new Thread(Work) { IsBackground = true, Name = "password hashing", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>How long the queue needs for what is in it now, from the last job's time; at least a second.</summary>
    public TimeSpan Wait => TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, _jobs.Count * (Interlocked.Read(ref _jobMicroseconds) / 1e6))));

    /// <summary>Queues a job; false when the queue is full. A job whose caller has gone by its turn is passed over.</summary>
    public bool TryRun<T>(Func<T> job, CancellationToken cancellationToken, out Task<T> result)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        result = done.Task;
        if (_jobs.TryAdd(() => Run(job, done, cancellationToken))) return true;
        _refused.Add(1);
        return false;
    }

    /// <summary>Finishes what is queued.</summary>
    public void Dispose()
    {
        if (_jobs.IsAddingCompleted) return;
        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
        _meter.Dispose();
    }

    private void Work()
    {
        foreach (var job in _jobs.GetConsumingEnumerable()) job();
    }

    private void Run<T>(Func<T> job, TaskCompletionSource<T> done, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }
        var started = _clock.GetTimestamp();
#pragma warning disable CA1031 // whatever a job throws belongs to the caller who waits for it
        try { done.SetResult(job()); }
        catch (Exception thrown) { done.SetException(thrown); }
#pragma warning restore CA1031
        var took = _clock.GetElapsedTime(started);
        Interlocked.Exchange(ref _jobMicroseconds, Math.Max(1, (long)took.TotalMicroseconds));
        _duration.Record(took.TotalMilliseconds);
    }
}
