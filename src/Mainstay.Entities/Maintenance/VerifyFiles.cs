namespace Mainstay.Entities.Maintenance;

/// <summary>Verifies a store in files: a data folder or a backup.</summary>
internal sealed class VerifyFiles(VerifyOptions options, StoreLayout layout)
{
    private readonly VerifyFindings _findings = new();
    private readonly SealedSubjects _subjects = new();

    public VerifyResult Run()
    {
        var chain = new JournalChain(damage => _findings.Add(FindingKind.Damage, "journal", damage + " The rest of the journal is as said below. Nothing was changed: keep this folder, and restore the newest backup into a new one."), options.OnProgress);
        var segments = ReadSegments(chain);
        var isWhole = _findings.All.Count == 0;
        CheckHead(chain.Head, isWhole);
        var (entities, compared) = isWhole ? Replay(chain.Head) : (0, 0);
        new VerifyKeys(layout, options.MasterKeyPath, _findings.Add).Check(_subjects.All);
        foreach (var side in options.SideStores) side.Verify(layout, _findings.Add);
        if (isWhole) CheckViews();
        return new VerifyResult(chain.Head, chain.Events, segments, entities, compared, _findings.All);
    }

    private int ReadSegments(JournalChain chain)
    {
        var paths = JournalFiles.Paths(layout.Journal);
        foreach (var path in paths)
        {
            try
            {
                using var segment = SegmentFile.Open(path);
                chain.Read(segment);
            }
            catch (StoreDamagedException unreadable)
            {
                _findings.Add(FindingKind.Damage, Path.GetFileName(path), unreadable.Message);
            }
        }

        return paths.Length;
    }

    private void CheckHead(JournalHead head, bool isWhole)
    {
        using var files = isWhole ? JournalFiles.Open(layout.Journal) : null;
        if (options.WriteHead && isWhole)
        {
            WriteHead(head);
            return;
        }

        try
        {
            files?.CheckAgainst(HeadFile.Peek(layout.Head));
        }
        catch (StoreDamagedException unfit)
        {
            _findings.Add(FindingKind.Damage, "journal/head", unfit.Message);
        }
    }

    private void WriteHead(JournalHead head)
    {
        HeadFile.WriteAnew(layout.Head, head);
        _findings.Add(FindingKind.Note, "journal/head", $"Written anew: the journal ends at offset {head.Offset}.");

        // Rows that know of more than the journal would refuse the start; they are made again up to the accepted end.
        if (!layout.IsBackup) SqliteCheckpointStore.GiveUp(layout.Entities);
    }

    private (long Entities, long Compared) Replay(JournalHead head)
    {
        using var files = JournalFiles.Open(layout.Journal);
        using var replay = new VerifyReplay(new ReadOnlyJournal(files, head), options, _subjects.Add, _findings.Add);
        if (!replay.Run()) return (0, 0);
        var compared = layout.IsBackup || options.WriteHead ? 0 : new VerifyRows(EntityRowSource.Of(layout), replay, _findings.Add).Compare();
        return (replay.Entities, compared);
    }

    private void CheckViews()
    {
        using var files = JournalFiles.Open(layout.Journal);
        VerifyViews.Check(layout, files, _findings.Add);
    }
}
