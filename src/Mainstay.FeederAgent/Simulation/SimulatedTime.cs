using System.Collections.Concurrent;
using NodaTime;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>
/// Time that passes when it is told to, and a queue for everything that runs in it: thousands of feeders take their turns on the one thread that moves it, in an order that is the same each time.
/// Used by that one thread only.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private readonly TurnQueue _turns = new();
    private readonly long _start;
    private long _now;
    private long _order;

    public SimulatedTime(Instant start) => (_start, _now) = (start.ToUnixTimeTicks(), start.ToUnixTimeTicks());

    public Instant Now => Instant.FromUnixTimeTicks(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp() => _now - _start;

    /// <summary>Starts something that lives in this time; it runs whenever the time is moved.</summary>
    public Task Run(Func<Task> life) => Task.Factory.StartNew(life, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();

    /// <summary>The same, of something that has a result.</summary>
    public Task<T> Run<T>(Func<Task<T>> life) => Task.Factory.StartNew(life, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();

    /// <summary>Lets the time pass, and everything happen that is due in it.</summary>
    public void AdvanceTo(Instant until)
    {
        var end = until.ToUnixTimeTicks();
        _turns.RunAll();
        while (_timers.TryPeek(out var timer, out var key) && key.Due <= end)
        {
            _timers.Dequeue();
            if (!timer.IsSetFor(key)) continue; // It was set anew or let go of since.
            _now = Math.Max(_now, key.Due);
            timer.Fire();
            _turns.RunAll();
        }

        _now = end;
    }

    public void Advance(Duration by) => AdvanceTo(Now + by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Order)? _key;
        private TimeSpan _period;

        public bool IsSetFor((long Due, long Order) key) => _key == key;

        public void Fire()
        {
            _key = null;
            if (_period > TimeSpan.Zero) Change(_period, _period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _key = dueTime == Timeout.InfiniteTimeSpan ? null : (time._now + dueTime.Ticks, ++time._order);
            if (_key is { } key) time._timers.Enqueue(this, key);
            return true;
        }

        public void Dispose() => _key = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Runs what is queued on the thread that asks for it, in order.</summary>
    private sealed class TurnQueue : TaskScheduler
    {
        // What waits in a way that goes on with a thread of the pool comes in from there: in an order that is chance, but whole.
        private readonly ConcurrentQueue<Task> _queue = new();

        public void RunAll()
        {
            while (_queue.TryDequeue(out var task)) TryExecuteTask(task);
        }

        protected override void QueueTask(Task task) => _queue.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _queue;
    }
}
