namespace Mainstay.Entities;

/// <summary>Bounds of one host. Bound to the configuration section "Entities".</summary>
public sealed class HostOptions
{
    /// <summary>Rows that may wait for the writer; above it commands are refused.</summary>
    public int QueueLimit { get; set; } = 16_384;

    /// <summary>Committed rows kept in memory for mail and views; who falls behind reads from disk.</summary>
    public int WindowRows { get; set; } = 8_192;

    /// <summary>Entities kept in memory; idle ones beyond it are dropped and read again when asked for.</summary>
    public int MaximumLoaded { get; set; } = 2_000_000;

    /// <summary>Events after which a checkpoint begins.</summary>
    public int CheckpointEvents { get; set; } = 200_000;

    /// <summary>Seconds after which a checkpoint begins if anything changed.</summary>
    public int CheckpointSeconds { get; set; } = 10;

    /// <summary>Events not yet in rows, or whose mail is not yet delivered, above which commands are slowed down.</summary>
    public int TailLimit { get; set; } = 1_000_000;
}
