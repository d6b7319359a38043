namespace Mainstay.Entities;

/// <summary>An entity at one version. Immutable, so that a reader needs one reference and no lock.</summary>
internal sealed class Snapshot(object state, long version, long offset, long instantTicks, MailPosition[] watermarks, long dueTicks)
{
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
