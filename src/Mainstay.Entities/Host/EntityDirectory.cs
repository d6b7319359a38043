using System.Collections.Concurrent;
using System.Text;

namespace Mainstay.Entities;

/// <summary>The loaded entities. Loads cold ones inside their turn; drops idle clean ones.</summary>
/// <param name="runtimes">The entity types by stored name.</param>
/// <param name="checkpoints">Where cold entities are read from.</param>
/// <param name="recent">Where the newest states of entities that changed are.</param>
/// <param name="table">Where they are found.</param>
/// <param name="damagedRow">Called when a row cannot be read, so that the next start rebuilds the entity.</param>
internal sealed class EntityDirectory(IReadOnlyDictionary<string, EntityRuntime> runtimes, ICheckpointStore checkpoints, RecentLanes recent, EntityTable table, Action<EntityCell> damagedRow)
{
    private readonly ConcurrentQueue<(EntityKey Entity, string Reason)> _unheard = new();
    private readonly AbsentStreams _absent = new();
    private int _count;
    private int _stopped;
    private Action<EntityKey, string>? _onStopped;

    /// <summary>Called for each entity that is stopped, also for those that were before it was set: recovery runs before anybody can listen.</summary>
    public Action<EntityKey, string>? OnStopped
    {
        get => _onStopped;
        set
        {
            _onStopped = value;
            while (value is not null && _unheard.TryDequeue(out var stopped)) value(stopped.Entity, stopped.Reason);
        }
    }

    /// <summary>How many entities are loaded.</summary>
    public int Count => Volatile.Read(ref _count);

    public IEnumerable<EntityCell> Cells => table.Cells;

    public EntityRuntime RuntimeOf(string stream) =>
        KnownRuntimeOf(stream) ?? throw new InvalidOperationException($"No entity type is registered for stream {stream}.");

    /// <summary>Null when no registered entity type has the stream's name.</summary>
    public EntityRuntime? KnownRuntimeOf(string stream)
    {
        var lookup = ((Dictionary<string, EntityRuntime>)runtimes).GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(new EntityKey(stream).TypeName, out var runtime) ? runtime : null;
    }

    public EntityCell? Find(string stream) => table.Find(stream, EntityTable.HashOf(stream));

    /// <summary>The hash of a stream given in UTF-8, as rows have it.</summary>
    public static int HashOf(ReadOnlySpan<byte> streamUtf8)
    {
        Span<char> stream = stackalloc char[streamUtf8.Length];
        return EntityTable.HashOf(stream[..Encoding.UTF8.GetChars(streamUtf8, stream)]);
    }

    /// <summary>The cell of a stream given in UTF-8; no text is made for one that is loaded.</summary>
    /// <exception cref="StoreDamagedException">The stream's entity type is unknown to this program.</exception>
    public EntityCell GetOrAdd(ReadOnlySpan<byte> streamUtf8, int hash)
    {
        Span<char> stream = stackalloc char[streamUtf8.Length];
        stream = stream[..Encoding.UTF8.GetChars(streamUtf8, stream)];
        if (table.Find(stream, hash) is { } known) return known;
        var text = stream.ToString();
        var runtime = KnownRuntimeOf(text)
            ?? throw new StoreDamagedException($"The journal holds events of {text}, an entity type that this program does not know. Nothing was changed. Start the program that wrote it, or a newer one.");
        return Add(text, runtime, streamUtf8, hash);
    }

    /// <summary>Where a hash leads, for those who look for many entities at once.</summary>
    public EntityStripe StripeOf(int hash) => table.StripeOf(hash);

    /// <summary>While true, nothing is in the rows, and loading need not look there: a recovery from the first event.</summary>
    public bool RowsAreEmpty { get; set; }

    /// <summary>The entity's cell, loaded or not. Take its lock, check <see cref="EntityCell.Evicted"/>, then <see cref="Load"/>.</summary>
    public EntityCell GetOrAdd(string stream, EntityRuntime runtime)
    {
        var hash = EntityTable.HashOf(stream);
        return table.Find(stream, hash) ?? Add(stream, runtime, Utf8Text.Of(stream, stackalloc byte[Utf8Text.UsualRoom]), hash);
    }

    /// <summary>Makes sure that the cell holds its state. Inside the turn.</summary>
    /// <exception cref="EntityStoppedException">The entity cannot be rebuilt.</exception>
    public void Load(EntityCell cell)
    {
        if (cell.StoppedBecause is { } reason) throw new EntityStoppedException(new EntityKey(cell.Stream), reason);
        if (cell.Newest is not null) return;
        try
        {
            LoadRow(cell);
        }
        catch (EntityRowsDamagedException damaged)
        {
            Stop(cell, damaged.Message);
            damagedRow(cell);
            throw new EntityStoppedException(new EntityKey(cell.Stream), damaged.Message);
        }
    }

    /// <summary>An entity's committed state, which is read from its row if it is not in memory. Not for a turn: it takes the cell's lock itself.</summary>
    /// <exception cref="EntityStoppedException">The entity cannot be rebuilt.</exception>
    public Snapshot Committed(EntityKey entity)
    {
        if (Find(entity.Value) is { Committed: { } loaded } cell)
        {
            cell.Touched = true;
            return loaded;
        }

        var runtime = RuntimeOf(entity.Value);
        while (true)
        {
            if (_absent.Contains(entity.Value)) return runtime.Nothing;
            var cold = GetOrAdd(entity.Value, runtime);
            lock (cold)
            {
                if (cold.Evicted) continue;
                Load(cold);
                var committed = cold.Committed!;
                // Asking for what does not exist must not fill the memory. Noted while nobody else can make it: whoever does then takes the note away.
                if (cold.Newest is { Version: 0 }) LetGo(cold, isAbsent: true);
                return committed;
            }
        }
    }

    /// <summary>Reads the row into the cell; the type's empty state when there is none.</summary>
    /// <exception cref="EntityRowsDamagedException">There is a row, and it cannot be understood.</exception>
    public void LoadRow(EntityCell cell)
    {
        var row = RowsAreEmpty || cell.HasNoRow ? null : checkpoints.Read(cell.Stream);
        if (row?.Version == EntityRow.MustRebuild) throw new EntityRowsDamagedException("Its row was damaged; the next start rebuilds it from the journal. Nothing is lost.");
        var snapshot = row is null ? cell.Runtime.Nothing : Decode(row, cell.Runtime);
        cell.CheckpointedVersion = snapshot.Version;
        cell.Settle(snapshot);
    }

    /// <summary>Forgets everything, for a start that begins anew.</summary>
    public void Clear()
    {
        table.Clear();
        _absent.Clear();
        _unheard.Clear();
        (_count, _stopped) = (0, 0);
    }

    private static Snapshot Decode(EntityRow row, EntityRuntime runtime)
    {
        try
        {
            return EntityRowBody.Decode(row, runtime);
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or NotSupportedException or ArgumentException or FormatException or OverflowException)
        {
            throw new EntityRowsDamagedException($"The row of {row.Stream} cannot be understood ({unreadable.Message}); the next start rebuilds it from the journal. Nothing is lost.", unreadable);
        }
    }

    public void Stop(EntityCell cell, string reason)
    {
        cell.StoppedBecause = reason;
        if (_onStopped is null) _unheard.Enqueue((new EntityKey(cell.Stream), reason));
        else _onStopped(new EntityKey(cell.Stream), reason);
        Interlocked.Increment(ref _stopped);
    }

    /// <summary>How many loaded entities are stopped: an alarm when not zero.</summary>
    public int Stopped => Volatile.Read(ref _stopped);

    /// <summary>Drops idle clean entities until at most <paramref name="limit"/> are loaded. Two sweeps pass before a touched one goes.</summary>
    public int Evict(int limit)
    {
        var dropped = 0;
        for (var pass = 0; pass < 2 && Count > limit; pass++)
        {
            foreach (var cell in Cells)
            {
                if (Count <= limit) break;
                if (TryEvict(cell)) dropped++;
            }
        }

        return dropped;
    }

    private EntityCell Add(string stream, EntityRuntime runtime, ReadOnlySpan<byte> streamUtf8, int hash)
    {
        var cell = new EntityCell(stream, runtime, recent[streamUtf8]);
        var kept = table.Add(cell, hash);
        var isNew = _absent.Forget(stream);
        if (!ReferenceEquals(kept, cell)) return kept;
        Interlocked.Increment(ref _count);
        cell.HasNoRow = isNew; // Looked for a moment ago, mostly by whoever makes it: not searched for again.
        return cell;
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
            if (newest is not null && (newest.Batch is not null || cell.CheckpointedVersion != newest.Version)) return false;
            LetGo(cell, isAbsent: false);
            return true;
        }
    }

    /// <summary>Under the cell's lock.</summary>
    private void LetGo(EntityCell cell, bool isAbsent)
    {
        if (isAbsent) _absent.Add(cell.Stream);
        table.Remove(cell, EntityTable.HashOf(cell.Stream));
        cell.Evicted = true;
        Interlocked.Decrement(ref _count);
    }
}
