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
    private readonly List<EntityCell> _changed = [];
    private readonly int _generation = dirty.Generation;

    /// <summary>Events applied.</summary>
    public long Replayed { get; private set; }

    public void Replay(IReadOnlyList<StoredBatch> batches)
    {
        var replayed = 0; // Not the property: it may lie beside another share's, and both would wait for each other at every event.
        foreach (var batch in batches)
        {
            for (var index = 0; index < batch.Rows.Count; index++)
            {
                var row = batch.Rows[index];
                if (isMine(row.Stream) && Replay(row)) replayed++;
            }
        }

        dirty.AddNoted(_changed);
        _changed.Clear();
        Replayed += replayed;
    }

    private bool Replay(RowBytes row)
    {
        var cell = directory.GetOrAdd(row.Stream);
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
#pragma warning disable CA1031 // Whatever a stored event does to this entity stops this entity, not the process, and nothing is skipped (DESIGN 4.1).
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
