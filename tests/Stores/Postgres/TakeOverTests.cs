using Mainstay.Entities;
using Npgsql;

namespace Mainstay.Tests.Stores.Postgres;

/// <summary>Whoever opens the stores owns them; an earlier owner that still lives writes nothing more.</summary>
public sealed class TakeOverTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PostgresDatabase _database = TestPostgres.NewDatabase();

    [Fact]
    public void The_older_of_two_journals_is_fenced_and_nothing_of_it_is_written()
    {
        using var older = Open("older");
        Rows.Append(older, batches: 2);
        CopyHead("older", "newer");
        using var newer = Open("newer");
        Rows.Append(newer, batches: 1);

        var (rows, head) = Rows.After(older.Head, 3);
        var fenced = Assert.Throws<StoreTakenOverException>(() => older.Append(rows, head));

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", fenced.Message, StringComparison.Ordinal);
        Assert.Equal(9, newer.Head.Offset);
        Assert.Equal([3, 6, 9], Rows.All(newer).Select(batch => batch.LastOffset));
        Assert.Throws<IOException>(() => older.Append(rows, head)); // Not even when it is asked again.
        Rows.Append(newer, batches: 1);
    }

    /// <summary>The offset that both want next is the same: the key alone would have let the first of them in.</summary>
    [Fact]
    public void The_older_one_is_fenced_also_before_the_newer_one_has_written_anything()
    {
        using var older = Open("older");
        using var newer = Open("newer");

        Assert.Throws<StoreTakenOverException>(() => Rows.Append(older, batches: 1));

        Assert.Empty(newer.Read(0, 10));
    }

    /// <summary>A commit whose answer was lost is still under way on the server: opening waits for it, and then knows.</summary>
    [Fact]
    public async Task Opening_waits_for_a_commit_that_is_under_way()
    {
        using var older = Open("older");
        CopyHead("older", "newer");
        await using var underWay = _database.Connect();
        await using var transaction = await underWay.BeginTransactionAsync();
        await RunAsync(underWay, "SELECT 1 FROM shard WHERE shard = 0 FOR UPDATE; INSERT INTO batch VALUES (0, 5, decode(repeat('ab', 32), 'hex'))");

        var opening = Task.Run(() => Open("newer"));
        await UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE shard SET epoch%'");
        Assert.False(opening.IsCompleted);
        await transaction.CommitAsync();

        using var newer = await opening;
        Assert.Equal(5, newer.Head.Offset);
    }

    [Fact]
    public void The_older_owner_of_entity_rows_changes_nothing_any_more()
    {
        using var older = new PostgresCheckpointStore(_database);
        older.Write([new EntityRow("a/1", 1, 0, new byte[] { 1 })]);
        using var newer = new PostgresCheckpointStore(_database);
        newer.Write([new EntityRow("a/1", 7, 0, new byte[] { 7 })]);
        var mark = new CheckpointMark(9, new byte[32], 9);

        Assert.Throws<StoreTakenOverException>(() => older.Write([new EntityRow("a/1", 2, 0, new byte[] { 2 })]));
        Assert.Throws<StoreTakenOverException>(() => older.Complete(mark, []));
        Assert.Throws<StoreTakenOverException>(() => older.Adopt(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 2 }));
        Assert.Throws<StoreTakenOverException>(older.Reset);

        Assert.Equal(7, newer.Read("a/1")!.Version);
        Assert.Equal((0, 0), (newer.Mark.CompleteOffset, newer.StateVersions().Count));
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private PostgresJournalStore Open(string owner) => new(_database, Path.Combine(_folder, owner));

    private void CopyHead(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(_folder, to));
        File.Copy(Path.Combine(_folder, from, "head"), Path.Combine(_folder, to, "head"));
    }

    private async Task UntilAsync(string condition)
    {
        await using var connection = _database.Connect();
        await TestPostgres.UntilAsync(connection, condition);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
