using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Tests.Stores.Host;

/// <summary>How often each counter was added to, and how much.</summary>
internal sealed class CountersView(int version = 1) : View("counters", version)
{
    protected internal override void CreateTables(SqliteConnection database)
    {
        using var create = database.CreateCommand();
        create.CommandText = "CREATE TABLE counter(stream TEXT PRIMARY KEY, times INTEGER NOT NULL, total INTEGER NOT NULL)";
        create.ExecuteNonQuery();
    }

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        if (stored.Event is not CounterEvent.Added added) return;
        writer.Run(
            "INSERT INTO counter VALUES(@1, 1, @2) ON CONFLICT(stream) DO UPDATE SET times=times+1, total=total+@2",
            stored.Entity.Value,
            (long)added.Amount);
    }

    public (long Times, long Total) Of(string key)
    {
        using var reader = OpenReader();
        using var find = reader.CreateCommand();
        find.CommandText = "SELECT times, total FROM counter WHERE stream = @1";
        find.Parameters.AddWithValue("@1", "counter/" + key);
        using var row = find.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }
}
