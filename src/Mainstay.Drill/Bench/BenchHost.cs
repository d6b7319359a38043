using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Drill.Bench;

/// <summary>A host on a data folder of its own, with the real stores.</summary>
internal sealed class BenchHost : IDisposable
{
    private readonly DataFolder _folder;
    private readonly KeyRing _keys;
    private readonly HostMetrics _metrics = new();
    private readonly ViewRunner? _views;

    /// <param name="path">The data folder.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="withView">Whether a view is kept up beside.</param>
    /// <param name="stores">Where the journal and the rows are; in files in the folder when not given.</param>
    public BenchHost(string path, HostOptions options, bool withView = false, Func<DataFolder, HostStores>? stores = null)
    {
        _folder = DataFolder.Open(path);
        _keys = new KeyRing(_folder.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(_folder.Secrets, "master.key")));
        Host = new EntityHost((stores ?? InFiles)(_folder), [Ledger.Type], options, TimeProvider.System, TimeProvider.System, _keys.JsonOptions, _metrics);
        if (withView) _views = new ViewRunner(Host, [new BookingsView()], _folder.Views);
        Host.Start();
        _views?.Start();
    }

    public static HostStores InFiles(DataFolder folder) => new(new SqliteJournalStore(folder.Journal), new SqliteCheckpointStore(folder.Entities));

    public EntityHost Host { get; }

    public HostFigures Figures => _metrics.Figures;

    public void Dispose()
    {
        _views?.Dispose();
        Host.Dispose();
        _keys.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A view that writes one row per booking, as a statement would.</summary>
internal sealed class BookingsView() : View("bookings", 1)
{
    protected internal override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = "CREATE TABLE booking(offset INTEGER PRIMARY KEY, account TEXT NOT NULL, amount INTEGER NOT NULL, reference TEXT NOT NULL) STRICT";
        command.ExecuteNonQuery();
    }

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        if (stored.Event is LedgerEvent.Booked booked)
        {
            writer.Run("INSERT INTO booking VALUES(@1,@2,@3,@4)", stored.Offset, stored.Entity.Key, booked.AmountMinor, booked.Reference);
        }
    }
}
