using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>The loaded entities. Loads cold ones inside their turn; drops idle clean ones.</summary>
/// <param name="runtimes">The entity types by stored name.</param>
/// <param name="checkpoints">Where cold entities are read from.</param>
/// <param name="damagedRow">Called when a row cannot be read, so that the next start rebuilds the entity.</param>
internal sealed class EntityDirectory(IReadOnlyDictionary<string, EntityRuntime> runtimes, ICheckpointStore checkpoints, Action<EntityCell> damagedRow)
{
    private readonly ConcurrentDictionary<string, EntityCell> _cells = new(StringComparer.Ordinal);
    private int _count;
    private int _stopped;

    public Action<EntityKey, string>? OnStopped { get; set; }

    /// <summary>How many entities are loaded.</summary>
    public int Count => Volatile.Read(ref _count);

    public IEnumerable<EntityCell> Cells => _cells.Values;

    public EntityRuntime RuntimeOf(string stream)
    {
        var name = new EntityKey(stream).TypeName;
        var lookup = ((Dictionary<string, EntityRuntime>)runtimes).GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(name, out var runtime)
            ? runtime
            : throw new InvalidOperationException($"No entity type is registered for stream {stream}.");
    }

    public EntityCell? Find(string stream) => _cells.GetValueOrDefault(stream);

    /// <summary>The entity's cell, loaded or not. Take its lock, check <see cref="EntityCell.Evicted"/>, then <see cref="Load"/>.</summary>
    public EntityCell GetOrAdd(string stream, EntityRuntime runtime)
    {
        if (_cells.TryGetValue(stream, out var known)) return known;
        var cell = new EntityCell(stream, runtime);
        var kept = _cells.GetOrAdd(stream, cell);
        if (ReferenceEquals(kept, cell)) Interlocked.Increment(ref _count);
        return kept;
    }

    /// <summary>Makes sure that the cell holds its state. Inside the turn.</summary>
    /// <exception cref="EntityStoppedException">The entity cannot be rebuilt.</exception>
    public void Load(EntityCell cell)
    {
        if (cell.StoppedBecause is { } reason) throw new EntityStoppedException(new EntityKey(cell.Stream), reason);
        if (cell.Newest is not null) return;
        try
        {
            var row = checkpoints.Read(cell.Stream);
            if (row?.Version == EntityRow.MustRebuild) throw new StoreDamagedException("Its row was damaged; the next start rebuilds it from the journal.");
            var (snapshot, remembered) = row is null ? (EmptyOf(cell.Runtime), null) : EntityRowBody.Decode(row, cell.Runtime);
            cell.Remembered = remembered;
            cell.CheckpointedVersion = snapshot.Version;
            cell.Newest = snapshot;
            cell.Committed = snapshot;
        }
        catch (Exception damaged) when (damaged is StoreDamagedException or System.Text.Json.JsonException or NotSupportedException or ArgumentException)
        {
            Stop(cell, damaged.Message);
            damagedRow(cell);
            throw new EntityStoppedException(new EntityKey(cell.Stream), damaged.Message);
        }
    }

    public void Stop(EntityCell cell, string reason)
    {
        cell.StoppedBecause = reason;
        OnStopped?.Invoke(new EntityKey(cell.Stream), reason);
        Interlocked.Increment(ref _stopped);
    }

    /// <summary>How many loaded entities are stopped: an alarm when not zero.</summary>
    public int Stopped => Volatile.Read(ref _stopped);

    public static Snapshot EmptyOf(EntityRuntime runtime) => new(runtime.Empty, 0, 0, 0, [], 0);

    /// <summary>Drops idle clean entities until at most <paramref name="limit"/> are loaded. Two sweeps pass before a touched one goes.</summary>
    public int Evict(int limit)
    {
        var dropped = 0;
        for (var pass = 0; pass < 2 && Count > limit; pass++)
        {
            foreach (var (_, cell) in _cells)
            {
                if (Count <= limit) break;
                if (TryEvict(cell)) dropped++;
            }
        }

        return dropped;
    }

    private bool TryEvict(EntityCell cell)
    {
        if (cell.Touched)
        {
            cell.Touched = false;
            return false;
        }

        lock (cell)
        {
            if (cell.StoppedBecause is not null || cell.Evicted) return false;
            var newest = cell.Newest;
            if (newest is not null && (!ReferenceEquals(newest, cell.Committed) || cell.CheckpointedVersion != newest.Version)) return false;
            cell.Evicted = true;
            _cells.TryRemove(new KeyValuePair<string, EntityCell>(cell.Stream, cell));
            Interlocked.Decrement(ref _count);
            return true;
        }
    }
}
