using System.Diagnostics;

namespace Mainstay.Entities;

/// <summary>One row's meaning in memory, beside its bytes: for those who follow the journal.</summary>
internal readonly record struct CommittedRow(long Offset, string Stream, EntityRuntime? Runtime, long Version, long InstantTicks, string Actor, object? Event);

/// <summary>
/// What is written in one transaction: filled under the journal's gate, written and published by the writer, then read by followers.
/// </summary>
internal sealed class JournalBatch
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(EntityCell Cell, Snapshot Snapshot)> _commits;
    private long _bytes;

    /// <param name="firstOffset">The first row's offset.</param>
    /// <param name="rows">Room for the rows' bytes.</param>
    /// <param name="expectedRows">About how many rows there will be: growing lists leave their smaller selves to the collector.</param>
    public JournalBatch(long firstOffset, EncodedRows rows, int expectedRows)
    {
        FirstOffset = firstOffset;
        Rows = rows;
        Meanings = new List<CommittedRow>(expectedRows);
        _commits = new List<(EntityCell, Snapshot)>(expectedRows);
    }

    public EncodedRows Rows { get; private set; }

    public List<CommittedRow> Meanings { get; }

    public long FirstOffset { get; }

    public long LastOffset => FirstOffset + Meanings.Count - 1;

    /// <summary>The rows' encoded length, all together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    public ReadOnlyMemory<byte> Hash { get; set; }

    /// <summary>Completes when the batch is on disk; fails with <see cref="CommitUnknownException"/> when that is not known.</summary>
    public Task Completion => _completion.Task;

    public void Add(ReadOnlySpan<byte> row, in CommittedRow meaning)
    {
        Rows.Add(row, meaning.Offset);
        Volatile.Write(ref _bytes, _bytes + row.Length);
        Meanings.Add(meaning);
    }

    public void Commits(EntityCell cell, Snapshot snapshot) => _commits.Add((cell, snapshot));

    /// <summary>Makes the committed states visible. The writer calls it once, after the flush.</summary>
    public void Publish(Action<EntityCell, Snapshot> onCommitted)
    {
        foreach (var (cell, snapshot) in _commits)
        {
            snapshot.Commit();
            onCommitted(cell, snapshot);
        }

        _commits.Clear();
        _commits.TrimExcess();
    }

    public void Release() => _completion.TrySetResult();

    public void Fail(Exception reason) => _completion.TrySetException(reason);

    /// <summary>Hands the row bytes back for reuse; followers need the meanings only.</summary>
    public EncodedRows DetachRows()
    {
        var rows = Rows;
        Rows = null!;
        return rows;
    }
}
