namespace Mainstay.Entities.Maintenance;

/// <summary>What to restore, and where to.</summary>
/// <param name="Backup">A backup's folder.</param>
/// <param name="DataFolder">New or empty; secrets/master.key may be there already.</param>
public sealed record RestoreOptions(string Backup, string DataFolder)
{
    /// <summary>What modules keep beside the journal.</summary>
    public IReadOnlyList<SideStore> SideStores { get; init; } = [];

    /// <summary>Where the master key is, when it is not in the data folder.</summary>
    public string? MasterKeyPath { get; init; }

    public Action<MaintenanceProgress>? OnProgress { get; init; }
}

/// <summary>What was restored.</summary>
/// <param name="Head">The journal's end.</param>
/// <param name="Events">How many events there are.</param>
/// <param name="IsComplete">False when keys or the master key are missing: see the notices before the server is started.</param>
/// <param name="Notices">What the administrator has to know or do.</param>
public sealed record RestoreResult(JournalHead Head, long Events, bool IsComplete, IReadOnlyList<string> Notices);

/// <summary>Makes a data folder from a backup. Entity rows and views are not restored: the first start makes them from the journal.</summary>
public sealed class RestoreTool
{
    private readonly RestoreOptions _options;
    private readonly StoreLayout _backup;
    private readonly DurableCopy _copy;
    private readonly JournalChain _chain;
    private readonly List<string> _notices = [];
    private bool _isComplete = true;

    private RestoreTool(RestoreOptions options)
    {
        _options = options;
        _backup = StoreLayout.Of(options.Backup);
        _copy = new DurableCopy(options.OnProgress);
        _chain = new JournalChain(damage => throw JournalDamage.Of($"The backup in {_backup.Folder} is not sound: {damage}"), options.OnProgress);
    }

    /// <summary>Restores, and checks what it has written.</summary>
    /// <exception cref="MaintenanceRefusedException">The data folder is not empty, or the other folder is no backup.</exception>
    /// <exception cref="StoreDamagedException">The backup is damaged. What was written has no head: no server starts on it.</exception>
    /// <exception cref="IOException">Reading or writing failed. As above.</exception>
    public static RestoreResult Run(RestoreOptions options) => new RestoreTool(options).Run();

    private RestoreResult Run()
    {
        RefuseWhatIsThere(_options.DataFolder);
        using var folder = DataFolder.Open(_options.DataFolder);
        var target = new StoreLayout(folder.Path, IsBackup: false);
        StoreLayout.CreatePrivate(target.Journal);
        foreach (var path in JournalFiles.Paths(_backup.Journal)) Copy(path, target);
        CheckEnd();
        CopyKeys(target);
        CopyFiles(_backup.Files, target.Files);
        CopyFiles(_backup.Settings, target.Settings);
        foreach (var side in _options.SideStores.Where(side => File.Exists(side.In(_backup)))) _copy.File(side.In(_backup), side.In(target), side.CheckCopy);
        using (var head = new HeadFile(target.Head)) head.Write(_chain.Head); // Last: a restore that was cut short has none, and no server starts on it.
        DirectoryFlush.Flush(target.Journal);
        DirectoryFlush.Flush(target.Folder);
        _notices.Add("The first start makes entity rows and views from the journal; that takes a while for a large one.");
        return new RestoreResult(_chain.Head, _chain.Events, _isComplete, _notices);
    }

    private static void RefuseWhatIsThere(string dataFolder)
    {
        if (!Directory.Exists(dataFolder)) return;
        var there = Directory.EnumerateFileSystemEntries(dataFolder).Select(Path.GetFileName).FirstOrDefault(name => name is not ("secrets" or "lost+found"));
        if (there is not null) throw new MaintenanceRefusedException($"{Path.GetFullPath(dataFolder)} is not empty (there is {there}): a restore writes over nothing. Nothing was changed. Give a new folder, or move what is there away.");
    }

    private void Copy(string path, StoreLayout target)
    {
        _copy.File(path, Path.Combine(target.Journal, Path.GetFileName(path)), copied =>
        {
            using var copy = SegmentFile.Open(copied);
            _chain.Read(copy);
        });
    }

    /// <summary>The backup's own head says where it must end.</summary>
    private void CheckEnd()
    {
        var recorded = HeadFile.Peek(_backup.Head) ?? throw JournalDamage.Of($"The backup in {_backup.Folder} has no head: it was not finished.");
        if (recorded.Offset == _chain.Head.Offset && recorded.Hash.Span.SequenceEqual(_chain.Head.Hash.Span)) return;
        throw JournalDamage.Of($"The backup in {_backup.Folder} ends at offset {_chain.Head.Offset}, but must end at {recorded.Offset}: it was not finished, or a file is missing.");
    }

    private void CopyKeys(StoreLayout target)
    {
        var masterKey = _options.MasterKeyPath ?? target.MasterKey;
        if (File.Exists(_backup.Keys)) _copy.Database(_backup.Keys, target.Keys);
        else Missing($"There is no keys.db in this backup. Put the newest copy to {target.Keys} before the server is started: without it nobody's personal data can be read.");
        if (!File.Exists(masterKey)) Missing($"The master key is not there. Put it to {masterKey} (mode 0600) before the server is started: without it nobody's personal data can be read.");
        if (_isComplete) CheckKeys(target.Keys, masterKey);
    }

    private void CheckKeys(string keys, string masterKey)
    {
        try
        {
            using var ring = KeyRing.OpenForReading(keys, SecretKeyFile.Open(masterKey));
        }
        catch (StoreDamagedException unfit)
        {
            Missing(unfit.Message);
        }
    }

    private void Missing(string notice)
    {
        _isComplete = false;
        _notices.Add(notice);
    }

    private void CopyFiles(string source, string target)
    {
        if (!Directory.Exists(source)) return;
        foreach (var from in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(source, from));
            StoreLayout.CreatePrivate(Path.GetDirectoryName(to)!);
            _copy.File(from, to);
        }
    }
}
