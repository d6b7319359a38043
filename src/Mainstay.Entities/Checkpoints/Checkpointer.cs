namespace Mainstay.Entities;

/// <summary>Writes the rows of dirty entities in key order, then records that the rows are complete up to the offset at which they were dirty.</summary>
internal sealed class Checkpointer(ICheckpointStore store, DirtyEntities dirty, Func<(long Cursor, IReadOnlyList<ParkedMail> Parked)> mail, TimeProvider realClock, int rowsPerTransaction) : IDisposable
{
    private readonly EntityRowEncoder _encoder = new();
    private long _markedAt = realClock.GetTimestamp();

    public CheckpointMark Mark => store.Mark;

    /// <summary>Time since the last mark was recorded.</summary>
    public TimeSpan Age => realClock.GetElapsedTime(Volatile.Read(ref _markedAt));

    /// <summary>One whole checkpoint. Checkpoint thread (or the simulation) only.</summary>
    /// <param name="rest">Called between two transactions with the rows that are written and the rows there are; may take its time. Null to go straight on.</param>
    public void Step(Action<int, int>? rest = null)
    {
        var (cursor, parked) = mail();
        var (cells, head) = dirty.Take();

        // Its row was written by an earlier checkpoint that found it already newer; the entity may live on in another cell, whose row must not be overwritten. Eviction is on this thread.
        cells.RemoveAll(static cell => cell.Evicted);
        cells.Sort(static (left, right) => string.CompareOrdinal(left.Stream, right.Stream));
        for (var start = 0; start < cells.Count; start += rowsPerTransaction)
        {
            if (start > 0) rest?.Invoke(start, cells.Count);
            WriteRows(cells, start, Math.Min(cells.Count, start + rowsPerTransaction));
        }

        if (head.Offset == Mark.CompleteOffset && cursor == Mark.MailCursor) return;
        var mark = new CheckpointMark(head.Offset, head.Hash, cursor);
        store.Complete(mark, parked);
        Volatile.Write(ref _markedAt, realClock.GetTimestamp());
    }

    public void Dispose() => _encoder.Dispose();

    private void WriteRows(List<EntityCell> cells, int start, int end)
    {
        var rows = new List<EntityRow>(end - start);
        for (var index = start; index < end; index++) rows.Add(RowOf(cells[index]));
        store.Write(rows);
        _encoder.Clear();
        for (var index = start; index < end; index++) cells[index].CheckpointedVersion = rows[index - start].Version;
    }

    private EntityRow RowOf(EntityCell cell)
    {
        // An entity that could not be rebuilt has no state to keep; its row says that the next start must rebuild it from the journal.
        if (cell.Committed is not { } snapshot) return new EntityRow(cell.Stream, EntityRow.MustRebuild, 0, default);
        return _encoder.Encode(cell.Stream, cell.Runtime, snapshot);
    }
}
