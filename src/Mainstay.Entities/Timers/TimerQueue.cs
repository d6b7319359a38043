namespace Mainstay.Entities;

/// <summary>
/// When to wake which entity. Holds what is due until a horizon; what is due later and not loaded is found by the index of the entity rows when the horizon moves.
/// </summary>
internal sealed class TimerQueue(Turn turn, JournalQueue queue, ICheckpointStore checkpoints, TimeProvider clock, HostOptions options)
{
    private static readonly long s_horizonTicks = TimeSpan.FromHours(1).Ticks;

    // As the index has them, on every machine: the usual order of texts is that of its language.
    private static readonly Comparer<(long DueTicks, string Stream)> s_byDueAndStream = Comparer<(long DueTicks, string Stream)>.Create(static (one, other) =>
        one.DueTicks == other.DueTicks ? StreamOrder.Compare(one.Stream, other.Stream) : one.DueTicks.CompareTo(other.DueTicks));

    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, (long DueTicks, string Stream)> _held = new(s_byDueAndStream);
    private long _horizon;
    private long _nextHorizon;
    private long _leftOutOffset;
    private long _awaitedOffset;
    private long _readTicks;
    private string _readStream = string.Empty;

    /// <summary>How many entries are held, stale ones included.</summary>
    public int Held
    {
        get
        {
            lock (_gate) return _held.Count;
        }
    }

    /// <summary>Takes note of a committed state's due instant.</summary>
    public void Committed(EntityCell cell, Snapshot snapshot)
    {
        if (snapshot.DueTicks == cell.HeldDueTicks) return;
        cell.HeldDueTicks = 0;
        if (snapshot.DueTicks == 0) return;
        lock (_gate)
        {
            // Beyond the limit, what is due later is left to the index; the horizon does not pass it before it is there.
            // (What a start rebuilt from before the mark is held: nothing says when its row is.)
            if (_held.Count >= options.TimersHeld && snapshot.DueTicks > _nextHorizon && snapshot.Offset > checkpoints.Mark.CompleteOffset)
            {
                _leftOutOffset = Math.Max(_leftOutOffset, snapshot.Offset);
                return;
            }

            _held.Enqueue(cell.Stream, (snapshot.DueTicks, cell.Stream));
        }

        cell.HeldDueTicks = snapshot.DueTicks;
    }

    /// <summary>Wakes everything that is due now; false when nothing was. Timer thread (or the simulation) only.</summary>
    public bool Step()
    {
        var now = clock.GetUtcNow().UtcTicks;
        MoveHorizon(now);
        var any = false;
        while (!queue.IsFull && TakeDue(now) is { } due)
        {
            turn.Tick(due.Stream, due.DueTicks);
            any = true;
        }

        return any;
    }

    /// <summary>How long until the next entry is due, at most the horizon; zero when one already is.</summary>
    public TimeSpan UntilNext()
    {
        lock (_gate)
        {
            var wait = _held.TryPeek(out _, out var next) ? next.DueTicks - clock.GetUtcNow().UtcTicks : s_horizonTicks / 2;
            return new TimeSpan(Math.Clamp(wait, 0, s_horizonTicks / 2));
        }
    }

    private (string Stream, long DueTicks)? TakeDue(long now)
    {
        lock (_gate)
        {
            if (!_held.TryPeek(out _, out var next) || next.DueTicks > now) return null;
            _held.Dequeue();
            return (next.Stream, next.DueTicks);
        }
    }

    /// <summary>Reads on in the index, a page at a time; what becomes due by a later commit is held by <see cref="Committed"/>.</summary>
    private void MoveHorizon(long now)
    {
        while (now + (s_horizonTicks / 2) > _horizon)
        {
            if (!MayReadTo(now + s_horizonTicks)) return;
            var due = checkpoints.Due(_readTicks, _readStream, _nextHorizon, options.TimerPage);
            lock (_gate)
            {
                foreach (var (stream, ticks) in due) _held.Enqueue(stream, (ticks, stream));
            }

            if (due.Count == options.TimerPage)
            {
                (_readStream, _readTicks) = due[^1];
                if (Held > options.TimersHeld) return; // Enough for now: read on when these are through.
                continue;
            }

            (_readTicks, _readStream) = (_nextHorizon, string.Empty);
            _horizon = _nextHorizon;
        }
    }

    /// <summary>From here on everything that is due before the next horizon is held; the index may be read when it has what was left to it until now.</summary>
    private bool MayReadTo(long horizon)
    {
        lock (_gate)
        {
            if (_nextHorizon <= _horizon) (_nextHorizon, _awaitedOffset) = (horizon, _leftOutOffset);
        }

        return checkpoints.Mark.CompleteOffset >= _awaitedOffset;
    }
}
