namespace Mainstay.Entities;

/// <summary>
/// One loaded entity. The turn (decide, apply, queue) holds the lock on the cell; the journal's writer publishes committed snapshots without it.
/// What changes with every command is in its slot, see <see cref="EntitySlots"/>. About 150 bytes with its slot, beside its snapshot and its remembered commands.
/// </summary>
internal sealed class EntityCell(string stream, EntityRuntime runtime, EntitySlots slots)
{
    private readonly EntitySlots.SlotPlace _place = slots.Take();
    private volatile bool _evicted;

    public string Stream { get; } = stream;

    public EntityRuntime Runtime { get; } = runtime;

    /// <summary>The newest state, committed or not; null while not loaded. Turn only.</summary>
    public Snapshot? Newest
    {
        get => _place.Slot.Newest;
        set => _place.Slot.Newest = value;
    }

    /// <summary>The committed state; null while not loaded, and when the cell was dropped meanwhile. Written by the writer (and by loading, inside the turn); read by anybody.</summary>
    public Snapshot? Committed
    {
        get
        {
            // First the slot, then whether it was still ours: another entity gets it only after the cell says that it is dropped.
            var committed = Volatile.Read(ref _place.Slot.Committed);
            return _evicted ? null : committed;
        }
        set => Volatile.Write(ref _place.Slot.Committed, value);
    }

    /// <summary>The commands it remembers. Turn only.</summary>
    public ref RememberedCommands Remembered => ref _place.Slot.Remembered;

    /// <summary>Why the entity takes no commands; null when it does.</summary>
    public string? StoppedBecause { get; set; }

    /// <summary>Set once, inside the turn, when the cell was dropped from memory: look the entity up again.</summary>
    public bool Evicted => _evicted;

    /// <summary>The due instant for which the timers hold an entry, so that commits that do not move it add none. Writer (and recovery) only.</summary>
    public long HeldDueTicks { get; set; }

    /// <summary>The checkpoint generation that lists the cell as dirty. Writer only.</summary>
    public int DirtyGeneration { get; set; }

    /// <summary>The version that is in the entity rows. Checkpoint only.</summary>
    public long CheckpointedVersion { get; set; }

    /// <summary>Touched since the last sweep for idle entities.</summary>
    public bool Touched { get; set; }

    /// <summary>The batch that carries the newest version; null when that is committed.</summary>
    public JournalBatch? LastBatch => Volatile.Read(ref _place.Slot.LastBatch);

    public void Queued(JournalBatch batch, Snapshot newest)
    {
        Volatile.Write(ref _place.Slot.LastBatch, batch);
        Newest = newest;
    }

    public void Published(JournalBatch batch, Snapshot committed)
    {
        Committed = committed;
        Interlocked.CompareExchange(ref _place.Slot.LastBatch, null, batch);
    }

    /// <summary>Drops the cell: whoever still holds it looks the entity up again. Inside the turn, once, and only when nothing of it waits to be written.</summary>
    public void Evict()
    {
        _evicted = true;
        slots.GiveBack(_place);
    }
}
