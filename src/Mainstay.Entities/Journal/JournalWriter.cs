using System.Diagnostics;

namespace Mainstay.Entities;

/// <summary>
/// The only writer: takes whatever has queued up, appends it in one transaction, and only then makes it visible and releases everybody in it.
/// Idle: commits at once. Busy: the next batch grows behind the running flush.
/// </summary>
internal sealed class JournalWriter(IJournalStore store, JournalQueue queue, CommitLog log, DirtyEntities dirty, Action<EntityCell, Snapshot> onCommitted, HostMetrics metrics)
{
    private JournalHead _head = store.Head;

    /// <summary>Writes one batch; false when nothing waits. Writer thread (or the simulation) only.</summary>
    /// <exception cref="CommitUnknownException">The flush failed: the process must stop.</exception>
    public bool Step()
    {
        var batch = queue.Take();
        if (batch is null) return false;
        var started = Stopwatch.GetTimestamp();
        Append(batch);
        queue.GiveBack(batch.DetachRows());
        log.Announce(batch.LastOffset);
        dirty.Publish(batch, onCommitted);
        log.Publish(batch);
        batch.Release();
        metrics.Committed(batch.Meanings.Count, Stopwatch.GetElapsedTime(started));
        return true;
    }

    private void Append(JournalBatch batch)
    {
        var head = new JournalHead(batch.LastOffset, batch.Rows.HashAfter(_head.Hash.Span));
        try
        {
            store.Append(batch.Rows, head);
        }
#pragma warning disable CA1031 // Whatever failed, the outcome is unknown: answer so, take nothing more, and stop the process (DESIGN 4.2).
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
