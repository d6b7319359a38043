using Mainstay.Drill.Postgres;
using Mainstay.Entities;
using Npgsql;

namespace Mainstay.Tests.Stores.Postgres;

/// <summary>What a database must be like, and what is refused before anything is changed.</summary>
public sealed class FitnessTests
{
    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    [InlineData("data_sync_retry", "on", "off")]
    public async Task A_server_that_may_lose_what_it_confirmed_is_refused(string setting, string unsafely = "off", string safely = "on")
    {
        using var server = await PostgresServer.StartAsync($"{setting}={unsafely}");

        var refused = Assert.Throws<PostgresRefusedException>(() => PostgresDatabase.Open(PostgresOptions.Parse(server.ConnectionString, "mainstay"), TimeProvider.System));

        Assert.Contains($"The setting Store:ConnectionString wants a PostgreSQL server with {setting}={safely}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_says_of_flushing_commits_does_not_hold_for_ours()
    {
        using var server = await PostgresServer.StartAsync("synchronous_commit=off", "statement_timeout=1");

        using var database = PostgresDatabase.Open(PostgresOptions.Parse(server.ConnectionString, "mainstay"), TimeProvider.System);

        using var connection = database.Connect();
        using var command = new NpgsqlCommand("SELECT current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout')", connection);
        Assert.Equal("on 0", command.ExecuteScalar());
    }

    [Theory]
    [InlineData("", 60, 3, "mainstay")]
    [InlineData(";Command Timeout=7;Timeout=9;Application Name=house", 7, 9, "house")]
    public void What_the_connection_string_says_of_waiting_holds_and_otherwise_what_suits_a_journal(string more, int command, int connect, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresOptions.Parse("Host=db" + more, "mainstay").ConnectionString);

        Assert.Equal((command, connect, name), (settings.CommandTimeout, settings.Timeout, settings.ApplicationName));
    }

    /// <summary>After a failover the first host of the list may be gone: the primary is looked for among all.</summary>
    [Fact]
    public async Task The_primary_is_found_among_several_hosts()
    {
        using var server = await PostgresServer.StartAsync();
        var several = server.ConnectionString.Replace($"Host={server.Folder}", $"Host=/nowhere,{server.Folder};Target Session Attributes=primary", StringComparison.Ordinal);

        using var database = PostgresDatabase.Open(PostgresOptions.Parse(several, "mainstay", TimeSpan.FromSeconds(5)), TimeProvider.System);

        Assert.Equal(0, new PostgresJournal(database).Head().Offset);
    }

    [Fact]
    public void Tables_of_a_newer_program_are_left_alone()
    {
        var options = TestPostgres.NewOptions();
        using (var database = PostgresDatabase.Open(options, TimeProvider.System)) Run(database, "UPDATE store SET format = 99");

        var refused = Assert.Throws<StoreDamagedException>(() => PostgresDatabase.Open(options, TimeProvider.System));

        Assert.Contains("has format 99; this program knows up to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_with_somebody_elses_tables_is_refused()
    {
        var options = TestPostgres.NewOptions();
        using (var database = PostgresDatabase.Open(options, TimeProvider.System)) Run(database, "ALTER TABLE store RENAME COLUMN format TO shape");

        Assert.Throws<PostgresRefusedException>(() => PostgresDatabase.Open(options, TimeProvider.System));
    }

    [Fact]
    public async Task Two_first_starts_at_once_make_one_store()
    {
        var options = TestPostgres.NewOptions();

        var databases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresDatabase.Open(options, TimeProvider.System))));

        foreach (var database in databases) database.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Username=mainstay")]
    [InlineData("Host=db;Port=many")]
    [InlineData("Host=db;Minimum Pool Size=9;Maximum Pool Size=3")]
    [InlineData("Host=db;Password=five;herons=on a wall")]
    public void A_connection_string_that_is_none_is_refused_and_not_repeated(string connectionString)
    {
        var refused = Assert.Throws<PostgresRefusedException>(() => PostgresOptions.Parse(connectionString, "mainstay"));

        Assert.Contains("Store:ConnectionString", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("herons", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mainstay")]
    [InlineData("1st")]
    [InlineData("main-stay")]
    [InlineData("a\"; DROP SCHEMA public; --")]
    public void A_schema_is_a_plain_name(string schema) =>
        Assert.Contains("Store:Schema", Assert.Throws<PostgresRefusedException>(() => PostgresOptions.Parse("Host=db", schema)).Message, StringComparison.Ordinal);

    private static void Run(PostgresDatabase database, string sql)
    {
        using var connection = database.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
