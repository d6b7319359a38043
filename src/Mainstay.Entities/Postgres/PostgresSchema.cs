using System.Globalization;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>
/// The tables, as for many shards from the first day, though there is one. Offsets are given by the shard's owner: no sequences, no triggers, and no index on the journal but its key. Names and
/// texts are bytes: what a store can keep must not depend on its kind, and their order is that of UTF-8 everywhere.
/// </summary>
internal static class PostgresSchema
{
    public const int Format = 1;

    /// <summary>The one shard of a single node.</summary>
    public const short Shard = 0;

    // A row of shard, and one of checkpoint, is locked by each transaction of its owner and changed by a take-over only: it never grows old versions, however long somebody's dump holds a snapshot.
    // entity.rebuild is a column of its own, because an index on version would keep every update from being a light one (HOT).
    private const string Tables = """
        CREATE TABLE shard(shard smallint PRIMARY KEY, epoch bigint NOT NULL, owner text NOT NULL, taken_at timestamptz NOT NULL);
        CREATE TABLE journal(shard smallint NOT NULL, "offset" bigint NOT NULL, version bigint NOT NULL, instant bigint NOT NULL, remembered_at bigint, source_offset bigint, source_index integer, source_shard integer,
          stream bytea NOT NULL, type bytea NOT NULL, actor bytea NOT NULL, command bytea, body_hash bytea, outcome bytea, data bytea NOT NULL, PRIMARY KEY (shard, "offset"));
        CREATE TABLE batch(shard smallint NOT NULL, last_offset bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (shard, last_offset));
        CREATE TABLE checkpoint(shard smallint PRIMARY KEY, epoch bigint NOT NULL, given_up boolean NOT NULL, complete_offset bigint NOT NULL, hash bytea NOT NULL, mail_cursor bigint NOT NULL);
        CREATE TABLE entity(shard smallint NOT NULL, stream bytea NOT NULL, version bigint NOT NULL, due bigint NOT NULL, rebuild boolean NOT NULL, checksum bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (shard, stream))
          WITH (fillfactor = 80);
        CREATE INDEX entity_due ON entity(shard, due, stream) WHERE due <> 0;
        CREATE INDEX entity_rebuild ON entity(shard, stream) WHERE rebuild;
        CREATE TABLE parked(shard smallint NOT NULL, receiver bytea NOT NULL, source_shard integer NOT NULL, source_offset bigint NOT NULL, source_index integer NOT NULL);
        CREATE TABLE state_version(shard smallint NOT NULL, type text NOT NULL, version integer NOT NULL, PRIMARY KEY (shard, type));
        INSERT INTO shard VALUES (0, 0, '', now());
        INSERT INTO checkpoint VALUES (0, 0, false, 0, decode(repeat('00', 32), 'hex'), 0);
        CREATE TABLE store(format integer NOT NULL);
        INSERT INTO store VALUES (1);
        """;

    /// <summary>Makes the tables where there are none.</summary>
    /// <returns>The format of what is there.</returns>
    /// <exception cref="StoreDamagedException">It was made by a newer program.</exception>
    public static int Ensure(NpgsqlConnection connection, string schema)
    {
        return Known(FormatOf(connection) ?? Create(connection, schema), schema);
    }

    /// <summary>Whether the tables are there, and of a format that this program knows.</summary>
    /// <exception cref="StoreDamagedException">They were made by a newer program.</exception>
    public static bool IsThere(NpgsqlConnection connection, string schema) => FormatOf(connection) is { } format && Known(format, schema) > 0;

    private static int Known(int format, string schema) => format <= Format
        ? format
        : throw new StoreDamagedException(string.Create(CultureInfo.InvariantCulture, $"The schema {schema} has format {format}; this program knows up to {Format}. It was written by a newer program: start that one. Nothing was changed."));

    private static int Create(NpgsqlConnection connection, string schema)
    {
        try
        {
            CreateTables(connection, schema);
        }
        catch (PostgresException another) when (another.SqlState is PostgresErrorCodes.DuplicateSchema or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UniqueViolation)
        {
            // Another process makes them in this moment; the conflict was answered when it had ended.
            if (FormatOf(connection) is null) throw;
        }

        return FormatOf(connection)!.Value;
    }

    private static void CreateTables(NpgsqlConnection connection, string schema)
    {
        using var transaction = connection.BeginTransaction();
        if (Scalar(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", schema) is null) Run(connection, $"CREATE SCHEMA \"{schema}\"");
        Run(connection, Tables);
        transaction.Commit();
    }

    private static int? FormatOf(NpgsqlConnection connection) =>
        Scalar(connection, "SELECT to_regclass('store')::text") is null or DBNull ? null : (int?)Scalar(connection, "SELECT format FROM store");

    private static object? Scalar(NpgsqlConnection connection, string sql, params string[] values)
    {
        using var command = Command(connection, sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return command.ExecuteScalar();
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

#pragma warning disable CA2100 // Constants, and the schema's name: a checked one, which a parameter cannot be.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection);
#pragma warning restore CA2100
}
