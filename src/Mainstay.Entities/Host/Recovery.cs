using System.Text;

namespace Mainstay.Entities;

/// <summary>
/// Brings the entities to the journal's end: begins at the offset up to which their rows are complete, passes over versions that a row already has, and checks the chain on the way.
/// </summary>
internal sealed class Recovery(IJournalStore journal, ICheckpointStore checkpoints, EntityDirectory directory, DirtyEntities dirty, Action<EntityCell, Snapshot> onCommitted)
{
    private const int ReadRows = 50_000;
    private const int DirtyLimit = 500_000;

    /// <summary>Events applied.</summary>
    public long Replayed { get; private set; }

    /// <summary>Replays the tail. <paramref name="checkpoint"/> is called when much has become dirty, so that memory stays bounded however long the tail.</summary>
    public void Run(IReadOnlyDictionary<string, int> stateVersions, Action checkpoint)
    {
        CheckRows(stateVersions);
        RebuildBroken();
        var position = checkpoints.Mark.CompleteOffset;
        var hash = journal.HashAt(position) ?? throw new StoreDamagedException($"The journal has no batch that ends at {position}.");
        dirty.AdvanceTo(new JournalHead(position, hash));
        for (var batches = journal.Read(position, ReadRows); batches.Count > 0; batches = journal.Read(position, ReadRows))
        {
            foreach (var batch in batches)
            {
                Check(batch, ref hash);
                Replay(batch);
                position = batch.LastOffset;
            }

            dirty.AdvanceTo(new JournalHead(position, hash));
            if (dirty.Count > DirtyLimit) checkpoint();
        }

        if (position != journal.Head.Offset) throw new StoreDamagedException($"The journal ends at {journal.Head.Offset}, but can be read only up to {position}. Restore a backup, or ask for help; nothing was changed.");
    }

    /// <summary>Rows that belong to another history, or to another form of the states, are dropped: the journal has everything.</summary>
    private void CheckRows(IReadOnlyDictionary<string, int> stateVersions)
    {
        var mark = checkpoints.Mark;
        var ours = mark.CompleteOffset <= journal.Head.Offset && journal.HashAt(mark.CompleteOffset) is { } hash && hash.Span.SequenceEqual(mark.Hash.Span);
        var stored = checkpoints.StateVersions();
        var sameForm = mark.CompleteOffset == 0 || stateVersions.All(type => !stored.TryGetValue(type.Key, out var version) || version == type.Value);
        if (!ours || !sameForm) checkpoints.Reset();
        checkpoints.Adopt(stateVersions);
    }

    private void RebuildBroken()
    {
        var broken = checkpoints.MustRebuild().ToHashSet(StringComparer.Ordinal);
        if (broken.Count == 0) return;
        foreach (var stream in broken)
        {
            var cell = directory.GetOrAdd(stream, directory.RuntimeOf(stream));
            cell.Newest = cell.Committed = EntityDirectory.EmptyOf(cell.Runtime);
        }

        // One scan for all of them. It goes up to the mark only: the tail follows for everybody.
        var (position, end) = (0L, checkpoints.Mark.CompleteOffset);
        while (position < end)
        {
            foreach (var batch in journal.Read(position, ReadRows))
            {
                position = batch.LastOffset;
                if (position > end) return;
                for (var index = 0; index < batch.Rows.Count; index++)
                {
                    var row = batch.Rows[index];
                    if (broken.Contains(Encoding.UTF8.GetString(row.Stream))) Replay(row);
                }
            }
        }
    }

    private static void Check(StoredBatch batch, ref ReadOnlyMemory<byte> hash)
    {
        var expected = batch.Rows.HashAfter(hash.Span);
        if (!batch.Hash.Span.SequenceEqual(expected))
        {
            throw new StoreDamagedException(
                $"The journal is damaged in the batch that ends at offset {batch.LastOffset}: its rows do not fit its hash. Everything up to offset {batch.FirstOffset - 1} is sound. "
                + "Nothing was changed. Keep the data folder as it is, and restore the newest backup into a new one.");
        }

        hash = batch.Hash;
    }

    private void Replay(StoredBatch batch)
    {
        for (var index = 0; index < batch.Rows.Count; index++) Replay(batch.Rows[index]);
    }

    private void Replay(RowBytes row)
    {
        var stream = Encoding.UTF8.GetString(row.Stream);
        var cell = directory.GetOrAdd(stream, directory.RuntimeOf(stream));
        if (cell.StoppedBecause is not null) return;
        try
        {
            directory.Load(cell);
            Apply(cell, row);
        }
        catch (EntityStoppedException)
        {
            dirty.Add(cell);
        }
#pragma warning disable CA1031 // Whatever a stored event does to this entity stops this entity, not the process, and nothing is skipped (DESIGN 4.1).
        catch (Exception failure)
#pragma warning restore CA1031
        {
            directory.Stop(cell, $"Event {row.Version} at offset {row.Offset} could not be applied: {failure.Message}");
            cell.Newest = cell.Committed = null;
            dirty.Add(cell);
        }
    }

    private void Apply(EntityCell cell, RowBytes row)
    {
        var before = cell.Newest!;
        if (row.Version <= before.Version) return;
        if (row.Version != before.Version + 1) throw new StoreDamagedException($"version {row.Version} follows version {before.Version}");
        var stored = cell.Runtime.ReadEvent(row.Type, row.Data);
        var state = stored is null ? before.State : cell.Runtime.Apply(before.State, stored);
        var due = cell.Runtime.CanBeDue ? cell.Runtime.DueTicks(state) : 0;
        var snapshot = new Snapshot(state, row.Version, row.Offset, row.InstantTicks, Snapshot.Advance(before.Watermarks, row.Source), due);
        if (!row.CommandId.IsNone) Remember(cell, row);
        cell.Newest = cell.Committed = snapshot;
        dirty.Add(cell);
        onCommitted(cell, snapshot);
        Replayed++;
    }

    private static void Remember(EntityCell cell, RowBytes row)
    {
        var outcome = row.HasOutcome ? Encoding.UTF8.GetString(row.Outcome) : null;
        var remembered = cell.Remembered ??= new RememberedCommands();
        if (remembered.Count > 0) remembered.ForgetBefore(row.RememberedAtTicks - cell.Runtime.Type.RememberFor.Ticks);
        remembered.Add(new RememberedCommand(row.CommandId.Value, row.BodyHash, row.RememberedAtTicks, row.Version, outcome));
    }
}
