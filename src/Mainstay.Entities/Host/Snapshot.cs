namespace Mainstay.Entities;

/// <summary>An entity at one version. What it says never changes, so that a reader needs one reference and no lock; whether it is committed does, once.</summary>
internal sealed class Snapshot(object state, long version, long offset, long instantTicks, MailPosition[] watermarks, long dueTicks, RememberedCommands remembered)
{
    private JournalBatch? _batch;
    private Snapshot? _before;

    public object State { get; } = state;

    public long Version { get; } = version;

    /// <summary>The journal offset of the event that led here; 0 before the first.</summary>
    public long Offset { get; } = offset;

    /// <summary>The instant of the last event, so that instants never run backwards.</summary>
    public long InstantTicks { get; } = instantTicks;

    /// <summary>The last mail taken, one per source shard that ever sent any.</summary>
    public MailPosition[] Watermarks { get; } = watermarks;

    /// <summary>When to wake the entity (ticks UTC); 0 for never.</summary>
    public long DueTicks { get; } = dueTicks;

    /// <summary>The commands that it remembers.</summary>
    public RememberedCommands Remembered { get; } = remembered;

    /// <summary>The batch that carries it; null when it is committed.</summary>
    public JournalBatch? Batch => Volatile.Read(ref _batch);

    /// <summary>Itself, or the last one before it that is committed.</summary>
    public Snapshot LastCommitted
    {
        get
        {
            var snapshot = this;
            while (snapshot.Batch is not null)
            {
                // No batch, then nothing before: between the two looks it was committed.
                if (Volatile.Read(ref snapshot._before) is not { } before) return snapshot;
                snapshot = before;
            }

            return snapshot;
        }
    }

    /// <summary>Says that it waits to be written. Before anybody else can see it.</summary>
    public Snapshot Waiting(JournalBatch batch, Snapshot before)
    {
        (_batch, _before) = (batch, before);
        return this;
    }

    /// <summary>Says that it is on disk. The writer, once.</summary>
    public void Commit()
    {
        Volatile.Write(ref _batch, null);
        Volatile.Write(ref _before, null);
    }

    public bool HasTaken(MailPosition position)
    {
        foreach (var taken in Watermarks)
        {
            if (taken.Shard == position.Shard) return position <= taken;
        }

        return false;
    }

    public static MailPosition[] Advance(MailPosition[] watermarks, MailPosition position)
    {
        if (position.IsNone) return watermarks;
        for (var index = 0; index < watermarks.Length; index++)
        {
            if (watermarks[index].Shard != position.Shard) continue;
            var copy = watermarks.AsSpan().ToArray();
            copy[index] = position;
            return copy;
        }

        return [.. watermarks, position];
    }
}
