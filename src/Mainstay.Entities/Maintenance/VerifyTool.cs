namespace Mainstay.Entities.Maintenance;

/// <summary>What to verify.</summary>
/// <param name="Folder">A data folder (a server may be running on it) or a backup.</param>
/// <param name="Types">Every entity type that the journal may name.</param>
public sealed record VerifyOptions(string Folder, IReadOnlyCollection<EntityType> Types)
{
    /// <summary>Where the master key is, when it is not in the folder's secrets.</summary>
    public string? MasterKeyPath { get; init; }

    /// <summary>Writes journal/head anew when the journal itself is sound. No server may be running.</summary>
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
public sealed class VerifyTool
{
    private const int FindingsPerSubject = 20;
    private readonly VerifyOptions _options;
    private readonly StoreLayout _layout;
    private readonly List<VerifyFinding> _findings = [];
    private readonly HashSet<string> _subjects = new(StringComparer.Ordinal);

    private VerifyTool(VerifyOptions options)
    {
        _options = options;
        _layout = StoreLayout.Of(options.Folder);
    }

    /// <summary>Verifies. Changes nothing, except journal/head when asked to.</summary>
    /// <exception cref="MaintenanceRefusedException">The folder holds no journal.</exception>
    /// <exception cref="DataFolderInUseException">The head is to be written, and a server is running.</exception>
    public static VerifyResult Run(VerifyOptions options) => new VerifyTool(options).Run();

    private VerifyResult Run()
    {
        using var held = _options.WriteHead && !_layout.IsBackup ? DataFolder.Open(_layout.Folder) : null;
        var chain = new JournalChain(damage => Add(FindingKind.Damage, "journal", damage + " The rest of the journal is as said below. Nothing was changed: keep this folder, and restore the newest backup into a new one."), _options.OnProgress);
        var segments = ReadSegments(chain);
        var isWhole = _findings.Count == 0;
        CheckHead(chain.Head, isWhole);
        var (entities, compared) = isWhole ? Replay(chain.Head) : (0, 0);
        new VerifyKeys(_layout, _options.MasterKeyPath, Add).Check(_subjects);
        if (isWhole) VerifyViews.Check(_layout, Add);
        return new VerifyResult(chain.Head, chain.Events, segments, entities, compared, _findings);
    }

    private int ReadSegments(JournalChain chain)
    {
        var paths = JournalFiles.Paths(_layout.Journal);
        foreach (var path in paths)
        {
            try
            {
                using var segment = SegmentFile.Open(path);
                chain.Read(segment);
            }
            catch (StoreDamagedException unreadable)
            {
                Add(FindingKind.Damage, Path.GetFileName(path), unreadable.Message);
            }
        }

        return paths.Length;
    }

    private void CheckHead(JournalHead head, bool isWhole)
    {
        using var files = isWhole ? JournalFiles.Open(_layout.Journal) : null;
        if (_options.WriteHead && isWhole)
        {
            WriteHead(head);
            return;
        }

        try
        {
            files?.CheckAgainst(HeadFile.Peek(_layout.Head));
        }
        catch (StoreDamagedException unfit)
        {
            Add(FindingKind.Damage, "journal/head", unfit.Message);
        }
    }

    private void WriteHead(JournalHead head)
    {
        File.Delete(_layout.Head);
        using (var file = new HeadFile(_layout.Head)) file.Write(head);
        DirectoryFlush.Flush(_layout.Journal);
        Add(FindingKind.Note, "journal/head", $"Written anew: the journal ends at offset {head.Offset}.");

        // Rows that know of more than the journal would refuse the start; they are made again up to the accepted end.
        if (!_layout.IsBackup) SqliteCheckpointStore.GiveUp(_layout.Entities);
    }

    private (long Entities, long Compared) Replay(JournalHead head)
    {
        using var files = JournalFiles.Open(_layout.Journal);
        using var replay = new VerifyReplay(new ReadOnlyJournal(files, head), _options, subject => _subjects.Add(subject), Add);
        if (!replay.Run()) return (0, 0);
        var compared = _layout.IsBackup || _options.WriteHead ? 0 : new VerifyRows(_layout, replay, Add).Compare();
        return (replay.Entities, compared);
    }

    private void Add(FindingKind kind, string where, string what)
    {
        var already = _findings.Count(finding => finding.Kind == kind && finding.Where == where);
        if (already < FindingsPerSubject) _findings.Add(new VerifyFinding(kind, where, what));
        else if (already == FindingsPerSubject) _findings.Add(new VerifyFinding(kind, where, "There is more of the same."));
    }
}
