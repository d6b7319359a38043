using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Mainstay.Entities;

/// <summary>The one connection that appends to a shard, as the owner of one epoch. A batch is one statement and one transaction, whatever its size: one way to the server and back.</summary>
internal sealed class PostgresWriter : IDisposable
{
    // The owner's row is locked, not changed: a take-over waits for a commit under way, and a commit after a take-over finds another epoch, takes no row, and so inserts none.
    private const string Sql = """
        WITH mine AS MATERIALIZED (SELECT shard FROM shard WHERE shard = $1 AND epoch = $2 FOR UPDATE),
          ended AS (INSERT INTO batch(shard, last_offset, hash) SELECT shard, $3, $4 FROM mine)
        INSERT INTO journal(shard, "offset", version, instant, remembered_at, source_offset, source_index, source_shard, stream, type, actor, command, body_hash, outcome, data)
        SELECT mine.shard, row.* FROM mine, unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::integer[], $11::integer[],
          $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::bytea[], $18::bytea[]) AS row
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly NpgsqlParameter<long> _lastOffset;
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _hash;
    private readonly PostgresRowColumns _columns = new();
    private string? _warning;

    /// <param name="connection">Becomes the writer's own.</param>
    /// <param name="epoch">As which owner it writes.</param>
    public PostgresWriter(NpgsqlConnection connection, long epoch)
    {
        _connection = connection;
        _connection.Notice += OnNotice;
        _append = new NpgsqlCommand(Sql, connection);
        _append.Parameters.Add(new NpgsqlParameter<short> { TypedValue = PostgresSchema.Shard });
        _append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        _append.Parameters.Add(_lastOffset = new NpgsqlParameter<long>());
        _append.Parameters.Add(_hash = new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Bytea });
        _columns.AddTo(_append.Parameters);
        try
        {
            _append.Prepare();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Returns when the batch is on the server's disk, and on its standbys' where it is set to wait for them.</summary>
    /// <exception cref="StoreTakenOverException">Nothing was written: another process owns the journal.</exception>
    /// <exception cref="IOException">What happened to the batch is not known; so with every other exception.</exception>
    public void Append(EncodedRows rows, JournalHead head)
    {
        _columns.Fill(rows);
        (_lastOffset.TypedValue, _hash.TypedValue, _warning) = (head.Offset, head.Hash, null);
        var written = _append.ExecuteNonQuery();
        if (_warning is { } warning) throw new IOException($"PostgreSQL warned during the commit, so what it confirmed may not be kept: {warning}");
        if (written == rows.Count) return;
        if (written == 0) throw TakenOver();
        throw new IOException(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL confirmed {written} rows of {rows.Count}."));
    }

    public void Dispose()
    {
        _append.Dispose();
        _connection.Dispose();
    }

    private StoreTakenOverException TakenOver() => new($"The journal in PostgreSQL was taken over by {NewOwner()}. Nothing of this process was written since; it ends.");

    /// <summary>For the message only.</summary>
    private string NewOwner()
    {
        try
        {
            using var command = new NpgsqlCommand("SELECT owner FROM shard WHERE shard = $1", _connection) { Parameters = { new NpgsqlParameter<short> { TypedValue = PostgresSchema.Shard } } };
            return command.ExecuteScalar() as string ?? "nobody that is known";
        }
        catch (NpgsqlException lost)
        {
            return $"another process ({lost.Message})";
        }
    }

    /// <summary>
    /// A commit whose wait for a standby was cancelled is confirmed with a warning: it is there, but may be lost with this server. It is as unknown as a broken connection. Source: PostgreSQL 15,
    /// SyncRepWaitForLSN.
    /// </summary>
    private void OnNotice(object sender, NpgsqlNoticeEventArgs said)
    {
        if (said.Notice.InvariantSeverity == "WARNING") _warning = said.Notice.MessageText;
    }
}
