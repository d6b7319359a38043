namespace Mainstay.Entities;

/// <summary>
/// One loaded entity. The turn (decide, apply, queue) holds the lock on the cell; anybody may read the committed state without it.
/// About 80 bytes beside its snapshot.
/// </summary>
internal sealed class EntityCell(string stream, EntityRuntime runtime, RecentStates recent)
{
    /// <summary>As a number: the newest state is in the cell itself.</summary>
    public const long Settled = -1;

    private Snapshot? _settled;
    private long _recent = Settled;

    public string Stream { get; } = stream;

    public EntityRuntime Runtime { get; } = runtime;

    /// <summary>The newest state, committed or not; null while not loaded.</summary>
    public Snapshot? Newest
    {
        get
        {
            while (true)
            {
                var number = Recent;
                if (number == Settled) return Volatile.Read(ref _settled);

                // Its place is given away only after the cell has another number.
                var newest = recent.At(number);
                if (Recent == number) return newest;
            }
        }
    }

    /// <summary>The committed state; null while not loaded.</summary>
    public Snapshot? Committed => Newest?.LastCommitted;

    /// <summary>The number under which the newest state is among the recent ones, or <see cref="Settled"/>. Written by <see cref="RecentStates"/> only.</summary>
    public long Recent
    {
        get => Volatile.Read(ref _recent);
        set => Volatile.Write(ref _recent, value);
    }

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

    /// <summary>It was made when its stream was known to have no row, so that loading it need not look.</summary>
    public bool HasNoRow { get; set; }

    /// <summary>Touched since the last sweep for idle entities.</summary>
    public bool Touched { get; set; }

    /// <summary>Makes a state the newest, as <see cref="RecentStates.Put"/>.</summary>
    public void Put(Snapshot newest) => recent.Put(this, newest);

    /// <summary>Takes the newest state into the cell itself: a recent one that has become old, or, while nothing waits to be written, one that was read from a row, or none.</summary>
    public void Settle(Snapshot? newest)
    {
        Volatile.Write(ref _settled, newest);
        Recent = Settled;
    }
}
