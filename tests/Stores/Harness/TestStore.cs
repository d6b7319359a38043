using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>
/// One kind of store with something in it that outlives a host: opening again finds what was there. A further kind is one more line in <see cref="s_kinds"/>.
/// </summary>
public sealed class TestStore : IDisposable
{
    private static readonly Dictionary<string, Func<TestStore>> s_kinds = new(StringComparer.Ordinal)
    {
        ["memory"] = InMemory,
        ["sqlite"] = () => InFolder(1L << 30),
        ["sqlite in small segments"] = () => InFolder(20_000),
    };

    private readonly TempFolder _folder;

    private TestStore(TempFolder folder, Func<IJournalStore> openJournal, Func<ICheckpointStore> openCheckpoints) =>
        (_folder, OpenJournal, OpenCheckpoints) = (folder, openJournal, openCheckpoints);

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    public Func<IJournalStore> OpenJournal { get; }

    public Func<ICheckpointStore> OpenCheckpoints { get; }

    /// <summary>For what is in files with every kind: keys and views.</summary>
    public string Folder => _folder.Path;

    public static TestStore Of(string kind) => s_kinds[kind]();

    public void Dispose() => _folder.Dispose();

    private static TestStore InMemory()
    {
        var (journal, checkpoints) = (new MemoryJournalStore(), new MemoryCheckpointStore());
        return new TestStore(new TempFolder(), () => journal, () => checkpoints);
    }

    private static TestStore InFolder(long segmentBytes)
    {
        var folder = new TempFolder();
        return new TestStore(folder, () => new SqliteJournalStore(Path.Combine(folder, "journal"), segmentBytes), () => new SqliteCheckpointStore(Path.Combine(folder, "entities.db")));
    }
}
