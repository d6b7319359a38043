namespace Mainstay.Entities.Maintenance;

/// <summary>What to back up, and where to.</summary>
/// <param name="DataFolder">The data folder; a server may be running on it.</param>
/// <param name="Target">The backup's folder: empty, new, or an earlier backup of the same store, which is brought up to date.</param>
public sealed record BackupOptions(string DataFolder, string Target)
{
    /// <summary>What modules keep beside the journal.</summary>
    public IReadOnlyList<SideStore> SideStores { get; init; } = [];

    /// <summary>Leaves keys.db out.</summary>
    public bool WithoutKeys { get; init; }

    /// <summary>The journal is in a database, whose own tools back it up: only what is in the folder is copied.</summary>
    public bool WithoutJournal { get; init; }

    public Action<MaintenanceProgress>? OnProgress { get; init; }
}

/// <summary>What a backup holds now.</summary>
/// <param name="Head">The journal's end in it.</param>
/// <param name="SegmentsCopied">Files copied now.</param>
/// <param name="SegmentsKept">Files that were there already.</param>
/// <param name="BytesCopied">Everything copied now.</param>
/// <param name="Notices">What the administrator has to know or do; each a sentence or two.</param>
public sealed record BackupResult(JournalHead Head, int SegmentsCopied, int SegmentsKept, long BytesCopied, IReadOnlyList<string> Notices);

/// <summary>
/// Copies what a store cannot be made again from: the journal, the keys of persons (into a folder of their own) and the files that events name. Sealed segments are copied once; the open one
/// as of one moment, while the server goes on. Everything copied is read back and checked.
/// </summary>
public sealed class BackupTool
{
    private readonly BackupOptions _options;
    private readonly StoreLayout _source;
    private readonly StoreLayout _target;
    private readonly DurableCopy _copy;
    private readonly JournalChain _chain;
    private readonly List<string> _notices = [];
    private int _copied;
    private int _kept;

    private BackupTool(BackupOptions options)
    {
        _options = options;
        _source = options.WithoutJournal ? StoreLayout.OfDatabase(options.DataFolder) : StoreLayout.Of(options.DataFolder);
        _target = new StoreLayout(Path.GetFullPath(options.Target), IsBackup: true);
        _copy = new DurableCopy(options.OnProgress);
        _chain = new JournalChain(damage => throw JournalDamage.Of($"The copy in {_target.Journal} is not sound, or what was copied is not: {damage}"), options.OnProgress);
    }

    /// <summary>Makes the backup, or brings it up to date.</summary>
    /// <exception cref="MaintenanceRefusedException">The target holds something else, or more than the data folder does.</exception>
    /// <exception cref="StoreDamagedException">What is to be copied is damaged. Segments copied before are whole; the backup's head was not moved.</exception>
    /// <exception cref="IOException">Reading or writing failed, for example because the disk is full. As above.</exception>
    public static BackupResult Run(BackupOptions options) => new BackupTool(options).Run();

    private BackupResult Run()
    {
        if ((_target.Folder + "/").StartsWith(_source.Folder + "/", StringComparison.Ordinal)) throw new MaintenanceRefusedException($"A backup inside the data folder ({_source.Folder}) is lost with it: give a folder elsewhere. Nothing was changed.");
        StoreLayout.CreatePrivate(_target.Folder);
        foreach (var side in _options.SideStores.Where(side => File.Exists(side.In(_source)))) _copy.Database(side.In(_source), side.In(_target), side.CheckCopy);
        if (_options.WithoutJournal) _notices.Add("The journal is in PostgreSQL and no part of this: back it up with the database's own tools (pg_basebackup with archived logs, or pg_dump), before this and not after, so that no key is missing.");
        else CopyJournal();
        CopyKeys();

        // After the journal, so that every file that an event names is there. They are named by their content's hash: the same name and length is the same file.
        CopyFiles(_source.Files, _target.Files, static (from, to) => from.Length == to.Length);
        CopyFiles(_source.Settings, _target.Settings, static (_, _) => false);
        return new BackupResult(_chain.Head, _copied, _kept, _copy.Bytes, _notices);
    }

    private void CopyJournal()
    {
        StoreLayout.CreatePrivate(_target.Journal);
        using (var files = JournalFiles.Open(_source.Journal))
        {
            BackupTarget.RefuseAnother(_target, files);
            for (var index = 0; index < files.Segments.Count; index++) Copy(files.Segments[index], isOpen: index == files.Segments.Count - 1);
        }

        using (var head = new HeadFile(_target.Head)) head.Write(_chain.Head);
    }

    private void Copy(SegmentFile segment, bool isOpen)
    {
        var path = Path.Combine(_target.Journal, Path.GetFileName(segment.Path));
        if (!isOpen && BackupTarget.Holds(path, segment))
        {
            _kept++;
            _chain.BeginAfter(segment.Head());
            return;
        }

        if (isOpen) _copy.Database(segment.Path, path, Check);
        else _copy.Sealed(segment.Path, path, Check);
        _copied++;
    }

    private void Check(string copied)
    {
        using var copy = SegmentFile.Open(copied);
        _chain.Read(copy);
    }

    private void CopyKeys()
    {
        _notices.Add("Secrets are never part of a backup: keep a copy of the folder secrets, and of the master key where it is elsewhere, in a place of their own.");
        if (!File.Exists(_source.Keys)) return;
        if (_options.WithoutKeys)
        {
            _notices.Add("keys.db was left out: without a copy of it from elsewhere nobody's personal data can be read after a restore.");
            return;
        }

        StoreLayout.CreatePrivate(Path.GetDirectoryName(_target.Keys)!);
        _copy.Database(_source.Keys, _target.Keys);
        _notices.Add($"Move {Path.GetDirectoryName(_target.Keys)} to another place than the rest, and keep copies of it for at most 30 days: whoever is erased stays readable in a backup for as long as an older copy of their key exists.");
    }

    private void CopyFiles(string source, string target, Func<FileInfo, FileInfo, bool> isSame)
    {
        if (!Directory.Exists(source)) return;
        foreach (var from in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(static path => !path.EndsWith(DataFolder.DraftSuffix, StringComparison.Ordinal))) CopyFile(from, Path.Combine(target, Path.GetRelativePath(source, from)), isSame);
    }

    private void CopyFile(string from, string to, Func<FileInfo, FileInfo, bool> isSame)
    {
        try
        {
            if (File.Exists(to) && isSame(new FileInfo(from), new FileInfo(to))) return;
            StoreLayout.CreatePrivate(Path.GetDirectoryName(to)!);
            _copy.File(from, to);
        }
        catch (FileNotFoundException)
        {
            // The server has done with it meanwhile: no event in the copy waits for it.
        }
    }
}
