using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Tests.Stores.Host;

/// <summary>A dropped key is in none of the bytes that keys.db and the log beside it consist of.</summary>
public sealed class DroppedKeyTests
{
    [Fact]
    public void The_bytes_of_a_dropped_key_are_gone_from_the_file_its_free_pages_and_its_log()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "keys.db");
        using var keys = new KeyRing(path, SecretKeyFile.OpenOrCreate(Path.Combine(folder.Path, "master.key")));
        keys.CreateMany(Enumerable.Range(0, 500).Select(n => $"person-{n}"));
        var wrapped = Wrapped(path, "person-250");
        Assert.True(IsAnywhere(folder.Path, wrapped));

        keys.Erase("person-250");

        Assert.False(IsAnywhere(folder.Path, wrapped));
        Assert.True(IsAnywhere(folder.Path, Wrapped(path, "person-249")));
    }

    /// <summary>A reader keeps the log; whoever erases is told, and asks again.</summary>
    [Fact]
    public void As_long_as_a_reader_keeps_the_log_the_erasure_is_not_done()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "keys.db");
        using var keys = new KeyRing(path, SecretKeyFile.OpenOrCreate(Path.Combine(folder.Path, "master.key")));
        keys.CreateMany(["person-1"]);
        var wrapped = Wrapped(path, "person-1");
        using (var reader = Open(path))
        using (var transaction = reader.BeginTransaction(deferred: true))
        {
            Count(reader, transaction);
            Assert.Throws<IOException>(() => keys.Erase("person-1"));
        }

        keys.Erase("person-1");

        Assert.False(IsAnywhere(folder.Path, wrapped));
    }

    private static bool IsAnywhere(string folder, byte[] bytes) => Directory.GetFiles(folder).Any(path => File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0);

    private static byte[] Wrapped(string path, string subject)
    {
        using var database = Open(path);
        using var command = database.CreateCommand();
        command.CommandText = "SELECT wrapped FROM key WHERE subject = @1";
        command.Parameters.AddWithValue("@1", subject);
        return (byte[])command.ExecuteScalar()!;
    }

    private static void Count(SqliteConnection database, SqliteTransaction transaction)
    {
        using var command = database.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT count(*) FROM key";
        command.ExecuteScalar();
    }

    private static SqliteConnection Open(string path)
    {
        var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        database.Open();
        return database;
    }
}
