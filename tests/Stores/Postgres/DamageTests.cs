using Mainstay.Entities;
using Npgsql;

namespace Mainstay.Tests.Stores.Postgres;

/// <summary>A database that lost something, or that is another one; and rows in it that somebody changed.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PostgresDatabase _database = TestPostgres.NewDatabase();

    public DamageTests()
    {
        using var journal = Open();
        Rows.Append(journal, batches: 4);
    }

    private string HeadPath => Path.Combine(_folder, "postgres", "head");

    [Fact]
    public void A_database_restored_to_an_earlier_moment_refuses_the_start()
    {
        Run("DELETE FROM journal WHERE \"offset\" > 6");
        Run("DELETE FROM batch WHERE last_offset > 6");

        var refused = AssertRefused();

        Assert.Contains("ends at offset 6", refused.Message, StringComparison.Ordinal);
        Assert.Contains("knows of offset 12", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_history_of_the_same_length_refuses_the_start()
    {
        Run("UPDATE batch SET hash = decode(repeat('cd', 32), 'hex') WHERE last_offset = 12");

        Assert.Contains("another history", AssertRefused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_with_something_in_it_is_not_taken_by_a_folder_that_knows_nothing_of_it()
    {
        File.Delete(HeadPath);

        Assert.Contains("holds 12 events", AssertRefused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_is_refused_leaves_the_journal_to_whoever_has_it()
    {
        using var serving = Open();
        File.Move(HeadPath, HeadPath + ".away");

        Assert.Throws<StoreDamagedException>(Open);

        Rows.Append(serving, batches: 1);
    }

    [Fact]
    public async Task A_changed_event_is_noticed_by_the_replay()
    {
        using var store = TestStore.Of("postgres");
        using (var host = new HostUnderTest(store)) await host.Send("a", new CounterCommand.Add(1));
        store.Sql("UPDATE journal SET data = replace(encode(data, 'escape'), '1', '2')::bytea");

        var refused = Assert.Throws<StoreDamagedException>(() => new HostUnderTest(store));

        Assert.Contains("rows do not fit its hash", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_entity_row_is_not_served_and_is_made_again_by_the_next_start()
    {
        using var store = TestStore.Of("postgres");
        using (var host = new HostUnderTest(store))
        {
            await host.Send("a", new CounterCommand.Add(3));
            host.Checkpoint();
        }

        store.Sql("UPDATE entity SET body = body || 'x'::bytea");
        using (var host = new HostUnderTest(store)) Assert.Contains("Nothing is lost", Assert.Throws<EntityStoppedException>(() => host.Read("a")).Message, StringComparison.Ordinal);

        using var again = new HostUnderTest(store);
        Assert.Equal(3, again.Read("a").Total);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private PostgresJournalStore Open() => new(_database, Path.Combine(_folder, "postgres"));

    private StoreDamagedException AssertRefused()
    {
        var refused = Assert.Throws<StoreDamagedException>(Open);
        Assert.Contains("Nothing was changed", refused.Message, StringComparison.Ordinal);
        return refused;
    }

    private void Run(string sql)
    {
        using var connection = _database.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
