using System.Text;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>Reads a shard's journal over a connection that is lent to it.</summary>
internal static class PostgresJournalReader
{
    private const string Columns = "\"offset\", stream, version, type, data, instant, actor, command, body_hash, remembered_at, outcome, source_offset, source_index, source_shard";
    private const string Ends = """
        SELECT last_offset, hash FROM batch WHERE shard = $1 AND last_offset > $2
          AND last_offset <= coalesce((SELECT min(last_offset) FROM batch WHERE shard = $1 AND last_offset >= $2 + $3), 9223372036854775807) ORDER BY last_offset
        """;

    private const string Rows = $"SELECT {Columns} FROM journal WHERE shard = $1 AND \"offset\" > $2 AND \"offset\" <= $3 ORDER BY \"offset\"";
    private const string OfStream = $"SELECT {Columns} FROM journal WHERE shard = $1 AND stream = $2 ORDER BY \"offset\"";

    /// <summary>The end of the last batch.</summary>
    public static JournalHead Head(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT last_offset, hash FROM batch WHERE shard = $1 ORDER BY last_offset DESC LIMIT 1");
        using var last = command.ExecuteReader();
        return last.Read() ? new JournalHead(last.GetInt64(0), last.GetFieldValue<byte[]>(1)) : JournalHead.Empty;
    }

    /// <inheritdoc cref="IJournalStore.HashAt"/>
    public static ReadOnlyMemory<byte>? HashAt(NpgsqlConnection connection, long offset)
    {
        if (offset == 0) return JournalHead.Empty.Hash;
        using var command = Command(connection, "SELECT hash FROM batch WHERE shard = $1 AND last_offset = $2", offset);

        // Not as one conditional: a null array would become an empty memory, which is not null.
        if (command.ExecuteScalar() is byte[] hash) return hash;
        return null;
    }

    /// <inheritdoc cref="IJournalStore.BatchBefore"/>
    public static long BatchBefore(NpgsqlConnection connection, long offset)
    {
        using var command = Command(connection, "SELECT coalesce(max(last_offset), 0) FROM batch WHERE shard = $1 AND last_offset < $2", offset);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>How many rows there are, also such that no batch covers.</summary>
    public static long CountRows(NpgsqlConnection connection, long upTo)
    {
        using var command = Command(connection, "SELECT count(*) FROM journal WHERE shard = $1 AND \"offset\" <= $2", upTo);
        command.CommandTimeout = 0;
        return (long)command.ExecuteScalar()!;
    }

    /// <inheritdoc cref="IJournalStore.Read"/>
    public static IReadOnlyList<StoredBatch> Read(NpgsqlConnection connection, long afterOffset, int maximumRows, Stack<EncodedRows>? spare)
    {
        var ends = ReadEnds(connection, afterOffset, maximumRows);
        return ends.Count == 0 ? [] : ReadRows(connection, afterOffset, ends, spare);
    }

    /// <summary>One stream's rows, by looking at every row. Each stands as a batch of its own, without the chain's hash.</summary>
    public static IReadOnlyList<StoredBatch> Scan(NpgsqlConnection connection, string stream)
    {
        using var command = Command(connection, OfStream);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Encoding.UTF8.GetBytes(stream) });
        command.CommandTimeout = 0;
        using var rows = new PostgresRowReader(command.ExecuteReader());
        var found = new List<StoredBatch>();
        while (rows.Read())
        {
            var row = EncodedRows.ForReading();
            rows.AddTo(row);
            found.Add(new StoredBatch(row[0].Offset, default, row));
        }

        return found;
    }

    private static List<(long LastOffset, byte[] Hash)> ReadEnds(NpgsqlConnection connection, long afterOffset, int maximumRows)
    {
        using var command = Command(connection, Ends, afterOffset, maximumRows);
        using var batches = command.ExecuteReader();
        var ends = new List<(long, byte[])>();
        while (batches.Read()) ends.Add((batches.GetInt64(0), batches.GetFieldValue<byte[]>(1)));
        return ends;
    }

    private static List<StoredBatch> ReadRows(NpgsqlConnection connection, long afterOffset, List<(long LastOffset, byte[] Hash)> ends, Stack<EncodedRows>? spare)
    {
        var batches = new List<StoredBatch>(ends.Count);
        using var command = Command(connection, Rows, afterOffset, ends[^1].LastOffset);
        using var stored = new PostgresRowReader(command.ExecuteReader());
        foreach (var (lastOffset, hash) in ends)
        {
            var rows = spare is { Count: > 0 } ? spare.Pop() : EncodedRows.ForReading();
            rows.Clear();
            for (; afterOffset < lastOffset && stored.Read(); afterOffset++) stored.AddTo(rows);
            batches.Add(new StoredBatch(lastOffset, hash, rows));
        }

        return batches;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<long> numbers)
    {
#pragma warning disable CA2100 // Constants of this class.
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<short> { TypedValue = PostgresSchema.Shard } } };
#pragma warning restore CA2100
        foreach (var number in numbers) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        return command;
    }
}
