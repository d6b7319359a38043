using System.Diagnostics;

namespace Mainstay.Entities;

/// <summary>
/// The only writer: takes whatever has queued up, appends it in one transaction, and only then makes it visible and releases everybody in it.
/// Idle: commits at once. Busy: the next batch grows behind the running flush, and where the disk is so fast that it could not, for a millisecond.
/// </summary>
internal sealed class JournalWriter(IJournalStore store, JournalQueue queue, CommitLog log, DirtyEntities dirty, Action<EntityCell, Snapshot> onCommitted, HostMetrics metrics)
{
    // A commit costs as much as some ten rows, and wakes all who follow the journal.
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    // Fewer rows are one caller's, or two's: nobody is made to wait for others who may not come.
    private const int RowsOfMany = 4;

    private JournalHead _head = store.Head;
    private long _began;
    private int _lastRows;

    /// <summary>Whether many wrote a moment ago, so that more are about to.</summary>
    public bool IsBusy => _lastRows >= RowsOfMany && Stopwatch.GetElapsedTime(_began) < Gather;

    /// <summary>Writes one batch; false when nothing waits. Writer thread (or the simulation) only.</summary>
    /// <exception cref="CommitUnknownException">The flush failed: the process must stop.</exception>
    public bool Step()
    {
        var batch = queue.Take();
        if (batch is null) return false;
        (_began, _lastRows) = (Stopwatch.GetTimestamp(), batch.Meanings.Count);
        Append(batch);
        queue.GiveBack(batch.DetachRows());
        log.Announce(batch.LastOffset);
        dirty.Publish(batch, onCommitted);
        log.Publish(batch);
        batch.Release();
        metrics.Committed(batch.Meanings.Count, Stopwatch.GetElapsedTime(_began));
        return true;
    }

    private void Append(JournalBatch batch)
    {
        var head = new JournalHead(batch.LastOffset, batch.Rows.HashAfter(_head.Hash.Span));
        try
        {
            store.Append(batch.Rows, head);
        }
#pragma warning disable CA1031 // Whatever failed, the outcome is unknown: answer so, take nothing more, and stop the process.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var unknown = new CommitUnknownException("The journal could not be flushed; whether this was taken is not known.", failure);
            queue.Fail(failure);
            batch.Fail(unknown);
            throw unknown;
        }

        batch.Hash = head.Hash;
        _head = head;
    }
}
