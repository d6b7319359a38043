using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Stores;

/// <summary>One process's journal over a disk: appends may fail in every way (refused, unknown though done, unknown and not done), and the process may end before and after each.</summary>
internal sealed class SimulatedJournalStore(Disk disk) : IJournalStore
{
    private StoredBatch? _onlyShown;
    private (EncodedRows Rows, JournalHead Head)? _notFlushed;

    /// <summary>The start is over.</summary>
    public bool Serves { get; set; }

    public JournalHead Head { get; private set; } = disk.Journal.Head;

    public void Append(EncodedRows rows, JournalHead head)
    {
        disk.Pass(Seam.BeforeAppend);
        Flush();
        disk.Noted?.Invoke($"commit {disk.NextCommit}");
        switch (disk.NextCommit)
        {
            case CommitFate.Works:
                Write(rows, head);
                break;
            case CommitFate.FailsButStays:
                disk.Journal.Append(rows, head);
                throw new IOException("simulated: the flush failed, and yet it is there");
            case CommitFate.FailsAndShowsUntilReopened:
                _onlyShown = new StoredBatch(head.Offset, head.Hash, Copy(rows));
                throw new IOException("simulated: the flush failed");
            default:
                throw new IOException("simulated: the flush failed");
        }

        disk.Pass(Seam.AfterAppend);
        Head = head;
    }

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null)
    {
        // A start reads ahead on another thread, where no dice may be thrown: not even later, when the start went on without that read.
        if (Serves && disk.IsOwnThread) disk.Pass(Seam.ReadJournal);
        else disk.Check(Seam.ReadJournal);
        var batches = disk.Journal.Read(afterOffset, maximumRows);
        var end = batches.Count == 0 ? afterOffset : batches[^1].LastOffset;
        return _onlyShown is { } shown && shown.FirstOffset == end + 1 && batches.Sum(batch => batch.Rows.Count) < maximumRows ? [.. batches, shown] : batches;
    }

    public ReadOnlyMemory<byte>? HashAt(long offset) => disk.Journal.HashAt(offset);

    public long BatchBefore(long offset) => disk.Journal.BatchBefore(offset);

    public void Dispose()
    {
    }

    private void Write(EncodedRows rows, JournalHead head)
    {
        if (disk.Fault.AnswersBeforeTheFlush) _notFlushed = (Copy(rows), head);
        else disk.Journal.Append(rows, head);
    }

    private void Flush()
    {
        if (_notFlushed is not { } waiting) return;
        _notFlushed = null;
        disk.Journal.Append(waiting.Rows, waiting.Head);
    }

    private static EncodedRows Copy(EncodedRows rows)
    {
        var copy = new EncodedRows();
        for (var index = 0; index < rows.Count; index++) copy.Add(rows.BytesOf(index), rows[index].Offset);
        return copy;
    }
}
