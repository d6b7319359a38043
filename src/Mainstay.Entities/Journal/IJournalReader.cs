namespace Mainstay.Entities;

/// <summary>A journal for reading, by its only writer and by tools that look at it beside a server; see <see cref="IJournalStore"/>.</summary>
internal interface IJournalReader
{
    /// <inheritdoc cref="IJournalStore.Read"/>
    IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null);

    /// <inheritdoc cref="IJournalStore.HashAt"/>
    ReadOnlyMemory<byte>? HashAt(long offset);

    /// <inheritdoc cref="IJournalStore.BatchBefore"/>
    long BatchBefore(long offset);
}
