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
        ["postgres"] = InPostgres,
    };

    private readonly IDisposable[] _ours;

    private TestStore(string folder, Func<IJournalStore> openJournal, Func<ICheckpointStore> openCheckpoints, params IDisposable[] ours) =>
        (Folder, _ours, OpenJournal, OpenCheckpoints) = (folder, ours, openJournal, openCheckpoints);

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    public Func<IJournalStore> OpenJournal { get; }

    public Func<ICheckpointStore> OpenCheckpoints { get; }

    /// <summary>For what is in files with every kind: keys and views.</summary>
    public string Folder { get; }

    /// <summary>Changes a store in PostgreSQL behind its back.</summary>
    public Action<string> Sql { get; private init; } = static _ => throw new InvalidOperationException("This store is not in PostgreSQL.");

    public static TestStore Of(string kind) => s_kinds[kind]();

    /// <summary>A SQLite store in a folder that stays.</summary>
    public static TestStore In(string folder) => In(folder, 20_000);

    public void Dispose()
    {
        foreach (var ours in _ours) ours.Dispose();
    }

    private static TestStore InMemory()
    {
        var (journal, checkpoints) = (new MemoryJournalStore(), new MemoryCheckpointStore());
        var folder = new TempFolder();
        return new TestStore(folder, () => journal, () => checkpoints, folder);
    }

    private static TestStore InFolder(long segmentBytes)
    {
        var folder = new TempFolder();
        return In(folder, segmentBytes, folder);
    }

    private static TestStore In(string folder, long segmentBytes, params IDisposable[] ours) =>
        new(folder, () => new SqliteJournalStore(Path.Combine(folder, "journal"), segmentBytes), () => new SqliteCheckpointStore(Path.Combine(folder, "entities.db")), ours);

    private static TestStore InPostgres()
    {
        var folder = new TempFolder();
        var database = TestPostgres.NewDatabase();
        return In(folder, database, database, folder);
    }

    /// <summary>A store in a database, with what belongs to it in a folder; both stay unless they are given as what goes with it.</summary>
    internal static TestStore In(string folder, PostgresDatabase database, params IDisposable[] ours) =>
        new(folder, () => new PostgresJournalStore(database, Path.Combine(folder, "postgres")), () => new PostgresCheckpointStore(database), ours)
        {
            Sql = sql =>
            {
                using var connection = database.Connect();
                using var command = new Npgsql.NpgsqlCommand(sql, connection);
                command.ExecuteNonQuery();
            },
        };
}
