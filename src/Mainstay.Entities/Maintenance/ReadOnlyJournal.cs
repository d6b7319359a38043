namespace Mainstay.Entities.Maintenance;

/// <summary>A journal up to one moment, for a replay beside the server or on a copy. What is appended meanwhile is not seen.</summary>
internal sealed class ReadOnlyJournal(IJournalReader journal, JournalHead head) : IJournalStore
{
    public JournalHead Head { get; } = head;

    public void Append(EncodedRows rows, JournalHead head) => throw new NotSupportedException("This journal is only read.");

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null) =>
        [.. journal.Read(afterOffset, maximumRows, spare).TakeWhile(batch => batch.LastOffset <= Head.Offset)];

    public ReadOnlyMemory<byte>? HashAt(long offset) => offset > Head.Offset ? null : journal.HashAt(offset);

    public long BatchBefore(long offset) => journal.BatchBefore(offset);

    /// <summary>What is read belongs to its opener.</summary>
    public void Dispose()
    {
    }
}
