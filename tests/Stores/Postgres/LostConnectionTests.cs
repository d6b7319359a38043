using Mainstay.Drill.Postgres;
using Mainstay.Entities;
using Npgsql;

namespace Mainstay.Tests.Stores.Postgres;

/// <summary>Connections that break and servers that go away, on a server that is these tests' own.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private PostgresServer? _server;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_server_that_ends_at_once_under_load_has_everything_that_was_acknowledged()
    {
        JournalHead before = JournalHead.Empty;
        for (var power = 0; power < 3; power++)
        {
            using var database = Open();
            using var journal = OpenJournal(database);
            AssertSound(journal, atLeast: before);
            var (writing, isUnderWay) = Append(journal, announceAfter: 20);
            await isUnderWay;
            await _server!.StopAtOnceAsync();
            var failure = await writing;

            before = journal.Head;
            Assert.True(PostgresFailure.MayPass(failure), failure.ToString());
            Assert.Throws<IOException>(() => Rows.Append(journal, batches: 1)); // Not written to again by this process.
            await _server.StartAgainAsync();
        }

        using var last = Open();
        using var found = OpenJournal(last);
        AssertSound(found, atLeast: before);
    }

    /// <summary>The connection is cut at any moment of an append: the batch is there or not, and opening again says which.</summary>
    [Fact]
    public async Task A_connection_lost_in_an_append_is_an_unknown_outcome_that_opening_again_settles()
    {
        using var database = Open();
        await using var administrator = database.Connect();
        for (var cut = 0; cut < 12; cut++)
        {
            using var journal = OpenJournal(database);
            var (writing, isUnderWay) = Append(journal, announceAfter: 2);
            await isUnderWay;
            await RunAsync(administrator, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%INSERT INTO journal%' AND pid <> pg_backend_pid()");
            Assert.True(PostgresFailure.MayPass(await writing));
            var (acknowledged, hash) = (journal.Head.Offset, journal.Head.Hash);
            journal.Dispose();

            using var again = OpenJournal(database);
            Assert.Contains(again.Head.Offset, new[] { acknowledged, acknowledged + 3 });
            AssertSound(again, new JournalHead(acknowledged, hash));
        }
    }

    [Fact]
    public async Task Reads_and_entity_rows_outlive_connections_that_broke_while_they_were_idle()
    {
        using var database = Open();
        using var rows = new PostgresCheckpointStore(database);
        using var journal = OpenJournal(database);
        Rows.Append(journal, batches: 2);
        rows.Write([new EntityRow("a/1", 1, 0, new byte[] { 1 })]);

        await _server!.StopAtOnceAsync();
        await _server.StartAgainAsync();

        Assert.Equal(1, rows.Read("a/1")!.Version);
        Assert.Equal(2, journal.Read(0, 100).Count);
        rows.Write([new EntityRow("a/1", 2, 0, new byte[] { 2 })]);
        Assert.Equal(2, rows.Read("a/1")!.Version);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_said_so_soon()
    {
        using var database = Open();
        using var rows = new PostgresCheckpointStore(database);
        await _server!.StopAtOnceAsync();

        var away = Assert.Throws<StoreUnreachableException>(() => rows.Read("a/1"));

        Assert.Contains("PostgreSQL could not be used", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_waits_for_a_server_that_comes_later_and_says_so()
    {
        await _server!.StopAtOnceAsync();
        var waiting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var opening = Task.Run(() => PostgresDatabase.Open(Options(), TimeProvider.System, reason => waiting.TrySetResult(reason)));

        Assert.Contains("Failed to connect", await waiting.Task, StringComparison.Ordinal);
        await _server.StartAgainAsync();

        (await opening).Dispose();
    }

    [Fact]
    public async Task A_start_that_waits_ends_when_it_is_asked_to()
    {
        await _server!.StopAtOnceAsync();
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => PostgresDatabase.Open(Options(), TimeProvider.System, _ => stop.Cancel(), stop.Token));
    }

    /// <summary>The commit is there, and may be lost with its server: the worst answer that a database gives with a yes.</summary>
    [Fact]
    public async Task A_commit_whose_wait_for_a_standby_was_cancelled_is_not_acknowledged()
    {
        using var database = Open();
        using var journal = OpenJournal(database);
        Rows.Append(journal, batches: 1);
        await using var administrator = database.Connect();
        await RunAsync(administrator, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await RunAsync(administrator, "SELECT pg_reload_conf()");
        await TestPostgres.UntilAsync(administrator, "SELECT current_setting('synchronous_standby_names') = 'nobody'");

        var (writing, _) = Append(journal, announceAfter: 1);
        await TestPostgres.UntilAsync(administrator, "SELECT count(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        var failure = await writing;

        Assert.Contains("canceling wait for synchronous replication", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, journal.Head.Offset);
    }

    private PostgresOptions Options() => PostgresOptions.Parse(_server!.ConnectionString, "mainstay", TimeSpan.FromSeconds(20));

    private PostgresDatabase Open() => PostgresDatabase.Open(Options(), TimeProvider.System);

    private PostgresJournalStore OpenJournal(PostgresDatabase database) => new(database, Path.Combine(_folder, "postgres"));

    /// <summary>Appends batch after batch on a thread of its own.</summary>
    /// <returns>What ended it, and when the first batches are acknowledged.</returns>
    private static (Task<Exception> Failure, Task IsUnderWay) Append(PostgresJournalStore journal, int announceAfter)
    {
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Task.Run(Writing), underWay.Task);

        Exception Writing()
        {
            for (var batch = 1; ; batch++)
            {
                if (Record.Exception(() => Rows.Append(journal, batches: 1)) is { } failure)
                {
                    underWay.TrySetException(failure);
                    return failure;
                }

                if (batch == announceAfter) underWay.SetResult();
            }
        }
    }

    private static void AssertSound(PostgresJournalStore journal, JournalHead atLeast)
    {
        var hash = JournalHead.Empty.Hash;
        foreach (var batch in Rows.All(journal, rowsPerRead: 10_000))
        {
            hash = batch.Rows.HashAfter(hash.Span);
            Assert.Equal(hash.ToArray(), batch.Hash.ToArray());
        }

        Assert.Equal(hash.ToArray(), journal.Head.Hash.ToArray());
        Assert.Equal(atLeast.Hash.ToArray(), journal.HashAt(atLeast.Offset)!.Value.ToArray());
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
