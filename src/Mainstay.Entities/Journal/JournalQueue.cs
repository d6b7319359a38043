namespace Mainstay.Entities;

/// <summary>
/// The bounded queue in front of the writer: the batch that is being filled while the previous one is flushed. Turns add to it in the order in which they decided;
/// offsets are given here.
/// </summary>
/// <param name="lastOffset">The journal's committed end.</param>
/// <param name="limitRows">How many rows may wait.</param>
/// <param name="limitBytes">How long they may be, encoded and all together.</param>
internal sealed class JournalQueue(long lastOffset, int limitRows, long limitBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<EncodedRows> _spare = new();
    private readonly ManualResetEventSlim _work = new(initialState: false);
    private JournalBatch? _filling;
    private long _lastOffset = lastOffset;
    private int _lastRows;
    private Exception? _failure;

    /// <summary>Rows waiting for the writer.</summary>
    public int Depth => Volatile.Read(ref _filling)?.Meanings.Count ?? 0;

    /// <summary>The last offset given.</summary>
    public long LastOffset => Interlocked.Read(ref _lastOffset);

    /// <summary>Their encoded bytes.</summary>
    public long Bytes => Volatile.Read(ref _filling)?.Bytes ?? 0;

    public bool IsFull => Volatile.Read(ref _filling) is { } waiting && (waiting.Meanings.Count >= limitRows || waiting.Bytes >= limitBytes);

    /// <summary>Why nothing can be written any more; null while it can.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Queues one turn's rows as a whole, and makes the state that they lead to the cell's newest; answers it. Called inside the cell's turn.</summary>
    public Snapshot Add(in TurnRows turn)
    {
        lock (_gate)
        {
            if (_failure is not null) throw new CommitUnknownException("The journal cannot be written to any more; the process is stopping.", _failure);
            var batch = _filling ??= NewBatch();
            for (var index = 0; index < turn.Count; index++)
            {
                _lastOffset++;
                batch.Add(turn.Bytes(index), turn.Meaning(index, _lastOffset));
            }

            var snapshot = turn.SnapshotIn(batch, _lastOffset);
            batch.Commits(turn.Cell, snapshot);
            turn.Cell.Put(snapshot);
            _work.Set();
            return snapshot;
        }
    }

    /// <summary>Takes what has queued up; null when nothing has.</summary>
    public JournalBatch? Take()
    {
        lock (_gate)
        {
            var batch = _filling;
            if (batch is not null) _lastRows = batch.Meanings.Count;
            Volatile.Write(ref _filling, null);
            _work.Reset();
            return batch;
        }
    }

    public void WaitForWork(CancellationToken cancellationToken) => _work.Wait(cancellationToken);

    public void GiveBack(EncodedRows rows)
    {
        rows.Clear();
        lock (_gate)
        {
            if (_spare.Count < 4) _spare.Push(rows);
        }
    }

    /// <summary>After a failed commit: whatever waits, and whatever comes, is answered "unknown".</summary>
    public void Fail(Exception reason)
    {
        JournalBatch? waiting;
        lock (_gate)
        {
            _failure ??= reason;
            waiting = _filling;
            _filling = null;
        }

        waiting?.Fail(new CommitUnknownException("The journal could not be written; whether this was taken is not known.", reason));
    }

    public void Dispose() => _work.Dispose();

    private JournalBatch NewBatch() => new(_lastOffset + 1, _spare.TryPop(out var rows) ? rows : new EncodedRows(), Math.Clamp(_lastRows, 4, 1024));
}
