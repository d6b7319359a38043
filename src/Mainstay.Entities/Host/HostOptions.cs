namespace Mainstay.Entities;

/// <summary>Bounds of one host. Bound to the configuration section "Entities".</summary>
public sealed class HostOptions
{
    /// <summary>Rows that may wait for the writer; above it commands are refused.</summary>
    public int QueueLimit { get; set; } = 16_384;

    /// <summary>Their encoded bytes above which commands are refused as well: a few rows may be large. One command more than this may wait, and as much again may be under way to the disk.</summary>
    public long QueueBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Committed rows kept in memory for mail and views; who falls behind reads from disk.</summary>
    public int WindowRows { get; set; } = 8_192;

    /// <summary>Entities kept in memory; idle ones beyond it are dropped and read again when asked for.</summary>
    public int MaximumLoaded { get; set; } = 2_000_000;

    /// <summary>Events after which a checkpoint begins.</summary>
    public int CheckpointEvents { get; set; } = 200_000;

    /// <summary>Seconds after which a checkpoint begins if anything changed; it is written over as long.</summary>
    public int CheckpointSeconds { get; set; } = 10;

    /// <summary>Events not yet in rows, or whose mail is not yet delivered though it is being delivered, above which commands are slowed down.</summary>
    public int TailLimit { get; set; } = 1_000_000;

    // How much is done at a time. Nobody needs to tune these; the simulation narrows them, so that a few entities reach what otherwise takes millions.

    /// <summary>Entity rows per transaction of a checkpoint.</summary>
    internal int CheckpointRows { get; set; } = 250;

    /// <summary>Journal rows that a recovery reads at a time.</summary>
    internal int RecoveryRows { get; set; } = 8_000;

    /// <summary>States that lie together until they are old: some collections' worth of commands, with the small youngest generation that the programs ship with; 2 MB.</summary>
    internal int RecentStates { get; set; } = 1 << 17;

    /// <summary>Parts of the table of loaded entities. One, where the order in which they are swept must not depend on chance.</summary>
    internal int TableStripes { get; set; } = 64;

    /// <summary>How many threads apply what a recovery reads. One, where the order in which different entities are replayed must not depend on chance.</summary>
    internal int RecoveryThreads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Journal rows that a follower reads at a time when it is behind the window.</summary>
    internal int FollowerRows { get; set; } = 4_096;

    /// <summary>Due entities that are read from the index at a time.</summary>
    internal int TimerPage { get; set; } = 10_000;

    /// <summary>Due entities that are held in memory, beyond which what is due later is left to the index.</summary>
    internal int TimersHeld { get; set; } = 2_000_000;
}
