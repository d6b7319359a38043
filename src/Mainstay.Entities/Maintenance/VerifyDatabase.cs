namespace Mainstay.Entities.Maintenance;

/// <summary>Verifies a store whose journal and entity rows are in PostgreSQL; a server may be running on it.</summary>
internal sealed class VerifyDatabase(VerifyOptions options, StoreLayout layout, PostgresDatabase database)
{
    private const string HeadName = "postgres/head";
    private readonly PostgresJournal _journal = new(database);
    private readonly VerifyFindings _findings = new();
    private readonly SealedSubjects _subjects = new();

    public VerifyResult Run()
    {
        // Looked at before the journal's end: a server that writes meanwhile only moves that end further.
        var recorded = HeadFile.Peek(layout.PostgresHead);
        var chain = new JournalChain(damage => _findings.Add(FindingKind.Damage, "journal", PostgresDamage.Of(damage).Message), options.OnProgress);
        chain.Read(_journal);
        var isWhole = _findings.All.Count == 0;
        if (isWhole) CheckHead(recorded, chain.Head);
        var (entities, compared) = isWhole ? Replay(chain.Head) : (0, 0);
        new VerifyKeys(layout, options.MasterKeyPath, _findings.Add).Check(_subjects.All);
        foreach (var side in options.SideStores) side.Verify(layout, _findings.Add);
        if (isWhole) VerifyViews.Check(layout, _journal, _findings.Add);
        return new VerifyResult(chain.Head, chain.Events, Segments: 1, entities, compared, _findings.All);
    }

    private void CheckHead(JournalHead? recorded, JournalHead head)
    {
        if (options.WriteHead)
        {
            HeadFile.WriteAnew(layout.PostgresHead, head);
            _findings.Add(FindingKind.Note, HeadName, $"Written anew: the journal ends at offset {head.Offset}.");
            return;
        }

        try
        {
            PostgresDamage.CheckAgainst(recorded, head, _journal.HashAt);
        }
        catch (StoreDamagedException unfit)
        {
            _findings.Add(FindingKind.Damage, HeadName, unfit.Message);
        }
    }

    private (long Entities, long Compared) Replay(JournalHead head)
    {
        using var replay = new VerifyReplay(new ReadOnlyJournal(_journal, head), options, _subjects.Add, _findings.Add);
        if (!replay.Run()) return (0, 0);
        return (replay.Entities, new VerifyRows(EntityRowSource.Of(database), replay, _findings.Add).Compare());
    }
}
