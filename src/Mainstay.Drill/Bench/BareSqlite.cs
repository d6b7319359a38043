using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Mainstay.Drill.Bench;

/// <summary>The peer: the same rows inserted by SQLite alone, through ADO.NET, without a host, ids, hashes or answers.</summary>
internal static class BareSqlite
{
    private const int Seconds = 5;

    public static void Measure(string path, List<Figure> figures)
    {
        Directory.CreateDirectory(path);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(path, "bare.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE row(offset INTEGER PRIMARY KEY, stream TEXT, version INTEGER, type TEXT, data BLOB, instant INTEGER, actor TEXT)");
        figures.Add(new Figure("peer: SQLite alone, one row per transaction, synchronous=FULL", Rate(connection, 1), "rows/s"));
        figures.Add(new Figure("peer: SQLite alone, 200 rows per transaction, synchronous=FULL", Rate(connection, 200), "rows/s"));
    }

    private static double Rate(SqliteConnection connection, int rowsPerTransaction)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO row(stream,version,type,data,instant,actor) VALUES(@s,@v,'ledger.booked.1',@d,@i,'bench')";
        var stream = insert.Parameters.Add("@s", SqliteType.Text);
        var version = insert.Parameters.Add("@v", SqliteType.Integer);
        insert.Parameters.Add("@d", SqliteType.Blob).Value = new byte[180];
        insert.Parameters.Add("@i", SqliteType.Integer).Value = 638_000_000_000_000_000L;
        var random = new Random(1);
        var rows = 0L;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < Seconds)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            insert.Transaction = transaction;
            for (var row = 0; row < rowsPerTransaction; row++, rows++)
            {
                stream.Value = "ledger/" + random.Next(1_000_000).ToString("x16", CultureInfo.InvariantCulture);
                version.Value = rows;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / clock.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
