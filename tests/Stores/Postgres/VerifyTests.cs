using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Tests.Stores.Host;
using Mainstay.Tests.Stores.Maintenance;
using Npgsql;

namespace Mainstay.Tests.Stores.Postgres;

/// <summary>The tools on a store in PostgreSQL.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PostgresOptions _options = TestPostgres.NewOptions();

    [Fact]
    public async Task A_sound_store_is_said_to_be_sound_with_every_row_compared()
    {
        await FillAsync();

        var verified = Verify();

        Assert.True(verified.Findings.Count == 0, string.Join('\n', verified.Findings));
        Assert.Equal((8, 8), (verified.Entities, verified.RowsCompared));
        Assert.True(verified.Events > 100);
    }

    [Fact]
    public async Task It_can_be_verified_while_a_server_has_it()
    {
        using var database = PostgresDatabase.Open(_options, TimeProvider.System);
        using var host = Open(database);
        await House.Fill(host, 30);

        Assert.True(Verify().IsSound);
        await House.Fill(host, 1); // It was not taken from the server.
    }

    [Theory]
    [InlineData("UPDATE journal SET data = '{}' WHERE \"offset\" = 3", "does not fit its hash")]
    [InlineData("DELETE FROM journal WHERE \"offset\" = 3", "does not fit its hash")]
    [InlineData("DELETE FROM batch WHERE last_offset = (SELECT max(last_offset) FROM batch)", "its tail is missing")]
    public async Task Damage_of_the_journal_is_found(string sql, string found)
    {
        await FillAsync();
        Run(sql);

        var verified = Verify();

        Assert.False(verified.IsSound);
        Assert.Contains(verified.Findings, finding => finding.What.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_somebody_changed_is_said_to_mend_itself()
    {
        await FillAsync();
        Run("UPDATE entity SET version = version + 1 WHERE encode(stream, 'escape') = 'counter/e1'");

        var finding = Assert.Single(Verify().Findings);

        Assert.Equal(FindingKind.MendsItself, finding.Kind);
        Assert.Contains("does not fit its checksum", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_an_administrator_accepts_is_written_and_served()
    {
        await FillAsync();
        File.Delete(Path.Combine(_folder, "postgres", "head"));
        Assert.False(Verify().IsSound);

        Assert.True(Verify(writeHead: true).IsSound);

        using var database = PostgresDatabase.Open(_options, TimeProvider.System);
        using var host = Open(database);
        Assert.True(host.Read("e1").Total > 0);
    }

    [Fact]
    public async Task A_stream_is_shown()
    {
        await FillAsync();

        var events = InspectTool.Run(new InspectOptions(_folder, "counter/e1", [Counter.Type]) { Postgres = _options });

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(found => (int)found.Version));
        Assert.DoesNotContain(events, found => found.Json.Contains(House.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_without_a_store_is_left_without_one()
    {
        await FillAsync();
        var empty = TestPostgres.NewOptions();

        Assert.Throws<MaintenanceRefusedException>(() => VerifyTool.Run(new VerifyOptions(_folder, [Counter.Type]) { Postgres = empty }));
        Assert.Throws<MaintenanceRefusedException>(() => VerifyTool.Run(new VerifyOptions(_folder, [Counter.Type]) { Postgres = empty })); // Not even made by looking.
    }

    public void Dispose() => _folder.Dispose();

    private async Task FillAsync()
    {
        using var database = PostgresDatabase.Open(_options, TimeProvider.System);
        using var host = Open(database);
        await House.Fill(host, 120);
        host.Checkpoint();
    }

    private HostUnderTest Open(PostgresDatabase database) => new(TestStore.In(_folder, database), views: [new CountersView()]);

    private VerifyResult Verify(bool writeHead = false) => VerifyTool.Run(new VerifyOptions(_folder, [Counter.Type]) { Postgres = _options, WriteHead = writeHead });

    private void Run(string sql)
    {
        using var database = PostgresDatabase.Open(_options, TimeProvider.System);
        using var connection = database.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
