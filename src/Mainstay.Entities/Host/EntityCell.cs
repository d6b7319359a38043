namespace Mainstay.Entities;

/// <summary>
/// One loaded entity. The turn (decide, apply, queue) holds the lock on the cell; the journal's writer publishes committed snapshots without it.
/// About 120 bytes beside its snapshot and its remembered commands.
/// </summary>
internal sealed class EntityCell(string stream, EntityRuntime runtime)
{
    private JournalBatch? _lastBatch;

    public string Stream { get; } = stream;

    public EntityRuntime Runtime { get; } = runtime;

    /// <summary>The newest state, committed or not; null while not loaded. Turn only.</summary>
    public Snapshot? Newest { get; set; }

    /// <summary>The committed state; null while not loaded. Written by the writer (and by loading, inside the turn).</summary>
    public volatile Snapshot? Committed;

    public RememberedCommands? Remembered { get; set; }

    /// <summary>Why the entity takes no commands; null when it does.</summary>
    public string? StoppedBecause { get; set; }

    /// <summary>Set once, inside the turn, when the cell was dropped from memory: look the entity up again.</summary>
    public bool Evicted { get; set; }

    /// <summary>The due instant for which the timers hold an entry, so that commits that do not move it add none. Writer (and recovery) only.</summary>
    public long HeldDueTicks { get; set; }

    /// <summary>The checkpoint generation that lists the cell as dirty. Writer only.</summary>
    public int DirtyGeneration { get; set; }

    /// <summary>The version that is in the entity rows. Checkpoint only.</summary>
    public long CheckpointedVersion { get; set; }

    /// <summary>Touched since the last sweep for idle entities.</summary>
    public bool Touched { get; set; }

    /// <summary>The batch that carries the newest version; null when that is committed.</summary>
    public JournalBatch? LastBatch => Volatile.Read(ref _lastBatch);

    public void Queued(JournalBatch batch, Snapshot newest)
    {
        Volatile.Write(ref _lastBatch, batch);
        Newest = newest;
    }

    public void Published(JournalBatch batch, Snapshot committed)
    {
        Committed = committed;
        Interlocked.CompareExchange(ref _lastBatch, null, batch);
    }
}
