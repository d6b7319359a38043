using System.Globalization;
using Mainstay.Drill.Postgres;
using Mainstay.Entities;
using Npgsql;

[assembly: AssemblyFixture(typeof(Mainstay.Tests.Stores.TestPostgres))]

namespace Mainstay.Tests.Stores;

/// <summary>The PostgreSQL server of a test run: begun by the first test that needs it, ended with the run. Each test has a schema of its own.</summary>
public sealed class TestPostgres : IDisposable
{
    private static readonly Lazy<PostgresServer> s_server = new(() => PostgresServer.StartAsync().GetAwaiter().GetResult());
    private static int s_schemas;

    /// <summary>A schema that nobody has used.</summary>
    internal static PostgresOptions NewOptions() =>
        PostgresOptions.Parse(s_server.Value.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref s_schemas)}"), TimeSpan.FromSeconds(5));

    internal static PostgresDatabase NewDatabase() => PostgresDatabase.Open(NewOptions(), TimeProvider.System);

    /// <summary>Completes when a condition holds on the server, which does the waiting.</summary>
    internal static async Task UntilAsync(NpgsqlConnection connection, string condition)
    {
        await using var command = new NpgsqlCommand($"SELECT ({condition}), pg_sleep(0.005)", connection);
        while (!(bool)(await command.ExecuteScalarAsync())!)
        {
            // Not yet.
        }
    }

    public void Dispose()
    {
        if (s_server.IsValueCreated) s_server.Value.Dispose();
    }
}
