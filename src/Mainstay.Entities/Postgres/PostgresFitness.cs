using System.Globalization;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>Whether a server keeps what it confirms. Each of these has lost confirmed writes somewhere, and none of them shows before that day.</summary>
internal static class PostgresFitness
{
    private const int OldestVersion = 15;

    private const string Sql = """
        SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'), pg_is_in_recovery(), current_setting('server_encoding'),
          current_setting('fsync'), current_setting('full_page_writes'), current_setting('data_sync_retry'), current_setting('synchronous_commit')
        """;

    /// <exception cref="PostgresRefusedException">It does not, or is too old.</exception>
    /// <exception cref="PostgresNotReadyException">It is a standby.</exception>
    public static void Check(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Sql, connection);
        using var server = command.ExecuteReader();
        server.Read();
        if (server.GetInt32(0) < OldestVersion) Refuse(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {OldestVersion} or newer; this server is {server.GetString(1)}"));
        if (server.GetBoolean(2)) throw new PostgresNotReadyException("The PostgreSQL server is a standby, which takes no writes.");
        if (server.GetString(3) != "UTF8") Refuse($"a database with the encoding UTF8; this one has {server.GetString(3)}");
        Require(server.GetString(4), "on", "fsync", "it loses what it confirmed in a power cut");
        Require(server.GetString(5), "on", "full_page_writes", "a power cut tears pages that cannot be mended");
        Require(server.GetString(6), "off", "data_sync_retry", "it goes on after a flush that failed, and a second flush that succeeds means nothing");
        Require(server.GetString(7), "on", "synchronous_commit", "something between this server and PostgreSQL passes over what a session asks for: connect directly, or through a proxy that keeps sessions apart");
    }

    private static void Require(string value, string wanted, string name, string because)
    {
        if (value != wanted) Refuse($"a PostgreSQL server with {name}={wanted}; with {name}={value}, {because}");
    }

    private static void Refuse(string wanted) => throw new PostgresRefusedException(PostgresRefusedException.Connection, wanted);
}
