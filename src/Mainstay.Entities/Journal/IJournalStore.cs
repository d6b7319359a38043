namespace Mainstay.Entities;

/// <summary>The end of a journal: the last offset and the hash of the chain up to it.</summary>
/// <param name="Offset">0 for an empty journal.</param>
/// <param name="Hash">32 bytes; zeros for an empty journal.</param>
public sealed record JournalHead(long Offset, ReadOnlyMemory<byte> Hash)
{
    public static readonly JournalHead Empty = new(0, new byte[32]);
}

/// <summary>One committed batch as read back.</summary>
/// <param name="LastOffset">The offset of its last row.</param>
/// <param name="Hash">The chain's hash after it, as stored.</param>
/// <param name="Rows">Its rows, in order.</param>
public sealed record StoredBatch(long LastOffset, ReadOnlyMemory<byte> Hash, EncodedRows Rows)
{
    public long FirstOffset => LastOffset - Rows.Count + 1;
}

/// <summary>
/// Keeps the journal. One writer appends; any number of readers read whole batches. What <see cref="Append"/> returned from is on disk.
/// </summary>
public interface IJournalStore : IDisposable
{
    /// <summary>The committed end. Changes only in <see cref="Append"/>.</summary>
    JournalHead Head { get; }

    /// <summary>
    /// Appends a batch in one transaction and makes it durable. An exception means that the outcome is unknown: the batch may or may not be there after reopening,
    /// and the store must not be written to again by this process.
    /// </summary>
    void Append(EncodedRows rows, JournalHead head);

    /// <summary>Whole batches after an offset that is the end of a batch, in order, until about <paramref name="maximumRows"/> rows are read; at least one batch if there is one.</summary>
    /// <param name="afterOffset">The end of a batch.</param>
    /// <param name="maximumRows">About how many rows.</param>
    /// <param name="spare">Rows that this store answered before and that nobody looks at any more: it may fill them again. A long read would otherwise leave the journal's size to the collector.</param>
    IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null);

    /// <summary>The chain's hash after the batch that ends at <paramref name="offset"/>; null when no batch ends there.</summary>
    ReadOnlyMemory<byte>? HashAt(long offset);

    /// <summary>The end of the last batch that ends before <paramref name="offset"/>; 0 when there is none.</summary>
    long BatchBefore(long offset);
}
