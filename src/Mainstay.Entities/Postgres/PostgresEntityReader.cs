using System.Text;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>Reads entity rows. Each read sees what was committed last.</summary>
internal sealed class PostgresEntityReader(PostgresDatabase database) : IEntityRowReader
{
    private const string Columns = "stream, version, due, body, checksum";
    private readonly NpgsqlConnection _connection = database.Connect();

    public static byte[] Name(string stream) => Encoding.UTF8.GetBytes(stream);

    /// <inheritdoc cref="ICheckpointStore.Read"/>
    public static EntityRow? Read(NpgsqlConnection connection, string stream)
    {
        using var command = Command(connection, $"SELECT {Columns} FROM entity WHERE shard = $1 AND stream = $2", new NpgsqlParameter<byte[]> { TypedValue = Name(stream) });
        using var rows = command.ExecuteReader();
        if (!rows.Read()) return null;
        var (row, isSound) = Row(rows);
        return isSound ? row : throw Unfit(stream);
    }

    /// <inheritdoc cref="ICheckpointStore.Due"/>
    public static IReadOnlyList<(string, long)> Due(NpgsqlConnection connection, long afterTicks, string afterStream, long upToTicks, int limit)
    {
        using var command = Command(
            connection,
            "SELECT stream, due FROM entity WHERE shard = $1 AND due <> 0 AND (due, stream) > ($2, $3) AND due <= $4 ORDER BY due, stream LIMIT $5",
            new NpgsqlParameter<long> { TypedValue = afterTicks },
            new NpgsqlParameter<byte[]> { TypedValue = Name(afterStream) },
            new NpgsqlParameter<long> { TypedValue = upToTicks },
            new NpgsqlParameter<int> { TypedValue = limit });
        return All(command, static row => (Text(row, 0), row.GetInt64(1)));
    }

    /// <inheritdoc cref="ICheckpointStore.Parked"/>
    public static IReadOnlyList<ParkedMail> Parked(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT receiver, source_offset, source_index, source_shard FROM parked WHERE shard = $1 ORDER BY source_shard, source_offset, source_index");
        return All(command, static row => new ParkedMail(Text(row, 0), new MailPosition(row.GetInt64(1), row.GetInt32(2), checked((ushort)row.GetInt32(3)))));
    }

    /// <inheritdoc cref="ICheckpointStore.MustRebuild"/>
    public static IReadOnlyList<string> MustRebuild(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT stream FROM entity WHERE shard = $1 AND rebuild ORDER BY stream");
        return All(command, static row => Text(row, 0));
    }

    /// <inheritdoc cref="ICheckpointStore.StateVersions"/>
    public static Dictionary<string, int> StateVersions(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT type, version FROM state_version WHERE shard = $1");
        return All(command, static row => (Type: row.GetString(0), Version: row.GetInt32(1))).ToDictionary(row => row.Type, row => row.Version, StringComparer.Ordinal);
    }

    public static EntityRowsDamagedException Unfit(string stream) =>
        new($"The row of {stream} in PostgreSQL does not fit its checksum; the next start rebuilds it from the journal. Nothing is lost.");

    public CheckpointMark Mark()
    {
        using var command = Command(_connection, "SELECT complete_offset, hash, mail_cursor FROM checkpoint WHERE shard = $1");
        return All(command, static row => new CheckpointMark(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2)))[0];
    }

    public Dictionary<string, int> StateVersions() => StateVersions(_connection);

    public IEnumerable<(EntityRow Row, bool IsSound)> AllUnchecked()
    {
        using var command = Command(_connection, $"SELECT {Columns} FROM entity WHERE shard = $1 ORDER BY stream");
        command.CommandTimeout = 0;
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return Row(rows);
    }

    public void Dispose() => _connection.Dispose();

    private static (EntityRow Row, bool IsSound) Row(NpgsqlDataReader stored)
    {
        var row = new EntityRow(Text(stored, 0), stored.GetInt64(1), stored.GetInt64(2), stored.GetFieldValue<byte[]>(3));
        return (row, row.Checksum() == stored.GetInt64(4));
    }

    private static List<T> All<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row)
    {
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read()) all.Add(row(rows));
        return all;
    }

    private static string Text(NpgsqlDataReader row, int column) => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
#pragma warning disable CA2100 // Constants of this class.
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<short> { TypedValue = PostgresSchema.Shard } } };
#pragma warning restore CA2100
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }
}
