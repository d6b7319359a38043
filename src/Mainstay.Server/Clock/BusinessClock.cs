namespace Mainstay.Server.Clock;

/// <summary>
/// The clock of the business: the real one, or in demo mode as far ahead of it (or behind) as somebody has set it. It is only ever moved forward.
/// Timers made from it follow: what became due by a jump fires at once. Elapsed time (<see cref="GetTimestamp"/>) is always real.
/// </summary>
internal sealed class BusinessClock(TimeProvider real, TimeSpan ahead) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<JumpingTimer> _timers = [];
    private long _aheadTicks = ahead.Ticks;

    /// <summary>How far it is ahead of the real clock; negative when it is behind.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _aheadTicks));

    public override long TimestampFrequency => real.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long GetTimestamp() => real.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Ahead;

    /// <summary>Moves the clock forward and lets the timers follow.</summary>
    /// <returns>False, and nothing has changed, when <paramref name="now"/> is before the present instant.</returns>
    public bool TryMoveTo(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (now < GetUtcNow()) return false;
            Begin(now - real.GetUtcNow());
            return true;
        }
    }

    /// <summary>Sets the clock, in either direction, while nothing has happened yet that anybody could have noted the time of.</summary>
    public void Begin(TimeSpan ahead)
    {
        lock (_gate)
        {
            Volatile.Write(ref _aheadTicks, ahead.Ticks);
            foreach (var timer in _timers) timer.Arm();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, callback, state);
        lock (_gate) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer that knows the instant at which it is due, and is armed anew when the clock jumps. Everything is done under the clock's lock but the callback.</summary>
    private sealed class JumpingTimer : ITimer
    {
        /// <summary>A platform timer waits at most 49 days; a longer wait is taken in steps.</summary>
        private static readonly TimeSpan s_step = TimeSpan.FromDays(1);

        private readonly BusinessClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _inner;
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public JumpingTimer(BusinessClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _inner = clock.Real.CreateTimer(static timer => ((JumpingTimer)timer!).Elapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._gate)
            {
                if (!_clock._timers.Contains(this)) return false;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                _period = period;
                return Arm();
            }
        }

        public bool Arm()
        {
            if (_due is not { } due) return _inner.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var wait = due - _clock.GetUtcNow();
            return _inner.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < s_step ? wait : s_step, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            lock (_clock._gate) _clock._timers.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            lock (_clock._gate) _clock._timers.Remove(this);
            return _inner.DisposeAsync();
        }

        private void Elapsed()
        {
            if (TakeDue()) _callback(_state);
        }

        private bool TakeDue()
        {
            lock (_clock._gate)
            {
                if (_due is not { } due || !_clock._timers.Contains(this)) return false;
                var now = _clock.GetUtcNow();
                var isDue = now >= due;
                if (isDue) _due = _period > TimeSpan.Zero ? now + _period : null;
                Arm();
                return isDue;
            }
        }
    }

    private TimeProvider Real => real;
}
