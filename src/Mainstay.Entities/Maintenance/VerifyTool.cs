namespace Mainstay.Entities.Maintenance;

/// <summary>What to verify.</summary>
/// <param name="Folder">A data folder (a server may be running on it) or a backup.</param>
/// <param name="Types">Every entity type that the journal may name.</param>
public sealed record VerifyOptions(string Folder, IReadOnlyCollection<EntityType> Types)
{
    /// <summary>What modules keep beside the journal.</summary>
    public IReadOnlyList<SideStore> SideStores { get; init; } = [];

    /// <summary>Where the master key is, when it is not in the folder's secrets.</summary>
    public string? MasterKeyPath { get; init; }

    /// <summary>Where the journal and the entity rows are, when they are not in the folder.</summary>
    public PostgresOptions? Postgres { get; init; }

    /// <summary>Writes the recorded head anew when the journal itself is sound. No server may be running.</summary>
    public bool WriteHead { get; init; }

    /// <summary>Entities kept in memory during the replay, about 1 KB each; the others go to a scratch file in the system's folder for temporary files.</summary>
    public int MaximumLoaded { get; init; } = 200_000;

    public Action<MaintenanceProgress>? OnProgress { get; init; }
}

/// <summary>How bad a finding is.</summary>
public enum FindingKind
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Wrong, and made again from the journal at the next start.</summary>
    MendsItself,

    /// <summary>Wrong, and an administrator has to do something.</summary>
    Damage,
}

/// <summary>Something found.</summary>
/// <param name="Kind">How bad it is.</param>
/// <param name="Where">The file or stream.</param>
/// <param name="What">What was found, what is safe, and what to do.</param>
public sealed record VerifyFinding(FindingKind Kind, string Where, string What);

/// <summary>What verification came to.</summary>
/// <param name="Head">The journal's end.</param>
/// <param name="Events">Events read.</param>
/// <param name="Segments">Files read.</param>
/// <param name="Entities">Entities made again by a full replay; 0 when the journal is not sound.</param>
/// <param name="RowsCompared">Entity rows that were compared with the replay.</param>
/// <param name="Findings">In the order found.</param>
public sealed record VerifyResult(JournalHead Head, long Events, int Segments, long Entities, long RowsCompared, IReadOnlyList<VerifyFinding> Findings)
{
    /// <summary>Nothing has to be done.</summary>
    public bool IsSound => Findings.All(finding => finding.Kind != FindingKind.Damage);
}

/// <summary>
/// Believes nothing: computes the journal's chain anew, replays every event (versions without gaps, every event applied), compares the states with the entity rows, opens every
/// person's key, and looks where views stand.
/// </summary>
public static class VerifyTool
{
    /// <summary>Verifies. Changes nothing, except the recorded head when asked to.</summary>
    /// <exception cref="MaintenanceRefusedException">The folder holds no journal, or the database has none.</exception>
    /// <exception cref="DataFolderInUseException">The head is to be written, and a server is running.</exception>
    /// <exception cref="StoreUnreachableException">The database does not answer.</exception>
    public static VerifyResult Run(VerifyOptions options)
    {
        var layout = options.Postgres is null ? StoreLayout.Of(options.Folder) : StoreLayout.OfDatabase(options.Folder);
        using var held = options.WriteHead && !layout.IsBackup ? DataFolder.Open(layout.Folder) : null;
        if (options.Postgres is null) return new VerifyFiles(options, layout).Run();
        using var database = PostgresDatabase.OpenForReading(options.Postgres, TimeProvider.System);
        return new VerifyDatabase(options, layout, database).Run();
    }
}
