using System.Text;

namespace Mainstay.Entities;

/// <summary>Replays the rows of some entities; one thread. Others replay other entities at the same time.</summary>
/// <param name="directory">The entities.</param>
/// <param name="dirty">Takes note of what changed.</param>
/// <param name="onCommitted">Is told of every state.</param>
/// <param name="anew">Everything is replayed from the first event: there are no rows to fall back on.</param>
/// <param name="isMine">Whether a stream (UTF-8) belongs to this share.</param>
internal sealed class ReplayShare(EntityDirectory directory, DirtyEntities dirty, Action<EntityCell, Snapshot> onCommitted, bool anew, Func<ReadOnlySpan<byte>, bool> isMine)
{
    private const int GroupLength = 16;
    private readonly List<EntityCell> _changed = [];
    private readonly (EncodedRows Rows, int Index)[] _group = new (EncodedRows, int)[GroupLength];
    private readonly int[] _hashes = new int[GroupLength];
    private readonly EntityCell?[] _cells = new EntityCell?[GroupLength];
    private int _generation;
    private int _grouped;

    /// <summary>Events applied.</summary>
    public long Replayed { get; private set; }

    public void Replay(IReadOnlyList<StoredBatch> batches)
    {
        _generation = dirty.Generation;
        foreach (var batch in batches)
        {
            for (var index = 0; index < batch.Rows.Count; index++)
            {
                if (!isMine(batch.Rows[index].Stream)) continue;
                _group[_grouped++] = (batch.Rows, index);
                if (_grouped == GroupLength) ReplayGroup();
            }
        }

        ReplayGroup();
        dirty.AddNoted(_changed);
        _changed.Clear();
    }

    private void ReplayGroup()
    {
        var group = _group.AsSpan(0, _grouped);
        FetchCells(group);
        FetchStates(group.Length);
        var replayed = 0;
        for (var index = 0; index < group.Length; index++)
        {
            var (rows, row) = group[index];
            if (Replay(rows[row], CellOf(rows[row].Stream, index))) replayed++;
        }

        Replayed += replayed;
        _grouped = 0;
    }

    /// <summary>Each step for all of them, so that the waits for memory are one wait.</summary>
    private void FetchCells(ReadOnlySpan<(EncodedRows Rows, int Index)> group)
    {
        for (var index = 0; index < group.Length; index++)
        {
            var (rows, row) = group[index];
            _hashes[index] = EntityDirectory.HashOf(rows[row].Stream);
            directory.StripeOf(_hashes[index]).FetchBucket(_hashes[index]);
        }

        for (var index = 0; index < group.Length; index++) directory.StripeOf(_hashes[index]).FetchEntry(_hashes[index]);
        for (var index = 0; index < group.Length; index++) _cells[index] = directory.StripeOf(_hashes[index]).FetchCell(_hashes[index]);
    }

    private void FetchStates(int count)
    {
        for (var index = 0; index < count; index++)
        {
            if (_cells[index] is not { } cell) continue;
            CacheHint.Fetch(cell.Stream);
            CacheHint.Fetch(cell.Newest);
        }

        for (var index = 0; index < count; index++)
        {
            if (_cells[index]?.Newest is not { } newest) continue;
            CacheHint.Fetch(newest.State);
            newest.Remembered.Fetch();
        }
    }

    /// <summary>The cell that was asked for, if it is the right one and in memory since then.</summary>
    private EntityCell CellOf(ReadOnlySpan<byte> stream, int index) =>
        _cells[index] is { } likely && Ascii.Equals(stream, likely.Stream) ? likely : directory.GetOrAdd(stream, _hashes[index]);

    private bool Replay(RowBytes row, EntityCell cell)
    {
        if (cell.StoppedBecause is not null) return false;
        try
        {
            if (anew) directory.Load(cell);
            else if (cell.Newest is null) directory.LoadRow(cell);
            return Apply(cell, row);
        }
        catch (EntityRowsDamagedException) when (!anew)
        {
            throw;
        }
        catch (EntityStoppedException)
        {
            Note(cell);
            return false;
        }
#pragma warning disable CA1031 // Whatever a stored event does to this entity stops this entity, not the process, and nothing is skipped.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            directory.Stop(cell, $"Event {row.Version} at offset {row.Offset} could not be applied: {failure.Message}");
            cell.Settle(null);
            Note(cell);
            return false;
        }
    }

    private bool Apply(EntityCell cell, RowBytes row)
    {
        var before = cell.Newest!;
        if (row.Version <= before.Version) return false;
        if (row.Version != before.Version + 1) throw new StoreDamagedException($"version {row.Version} follows version {before.Version}");
        var stored = cell.Runtime.ReadEvent(row.Type, row.Data);
        var state = stored is null ? before.State : cell.Runtime.Apply(before.State, stored);
        var due = cell.Runtime.CanBeDue ? cell.Runtime.DueTicks(state) : 0;
        var remembered = row.CommandId.IsNone ? before.Remembered : Remember(before.Remembered, cell.Runtime.Type.RememberFor, row);
        var snapshot = new Snapshot(state, row.Version, row.Offset, row.InstantTicks, Snapshot.Advance(before.Watermarks, row.Source), due, remembered);
        cell.Put(snapshot);
        Note(cell);
        onCommitted(cell, snapshot);
        return true;
    }

    private void Note(EntityCell cell)
    {
        if (cell.DirtyGeneration == _generation) return;
        cell.DirtyGeneration = _generation;
        _changed.Add(cell);
    }

    private static RememberedCommands Remember(RememberedCommands before, TimeSpan rememberFor, RowBytes row)
    {
        var outcome = row.HasOutcome ? Encoding.UTF8.GetString(row.Outcome) : null;
        return before.Since(row.RememberedAtTicks - rememberFor.Ticks).With(new RememberedCommand(row.CommandId.Value, row.BodyHash, row.RememberedAtTicks, row.Version, outcome));
    }
}
