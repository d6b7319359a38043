using Npgsql;
using NpgsqlTypes;

namespace Mainstay.Entities;

/// <summary>
/// Entity rows in PostgreSQL, so that whoever takes the shard over has them. Opening takes them over as the journal is taken over, under an epoch of their own: a process that was paused must not
/// write older rows over newer ones. Everything in them follows from the journal: rows that are found damaged are given up, and the next start makes them again.
/// </summary>
public sealed class PostgresCheckpointStore : ICheckpointStore
{
    // As in the journal: locked by each writing, changed by a take-over.
    private const string Put = """
        WITH mine AS MATERIALIZED (SELECT shard FROM checkpoint WHERE shard = $1 AND epoch = $2 FOR UPDATE)
        INSERT INTO entity(shard, stream, version, due, rebuild, checksum, body)
        SELECT mine.shard, row.stream, row.version, row.due, row.version = -1, row.checksum, row.body
        FROM mine, unnest($3::bytea[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[]) AS row(stream, version, due, checksum, body)
        ON CONFLICT (shard, stream) DO UPDATE SET version = excluded.version, due = excluded.due, rebuild = excluded.rebuild, checksum = excluded.checksum, body = excluded.body
        """;

    private readonly PostgresDatabase _database;
    private readonly long _epoch;
    private CheckpointMark _mark;

    /// <summary>Takes the rows over; such as were given up as damaged are deleted first.</summary>
    /// <param name="database">Stays its opener's.</param>
    public PostgresCheckpointStore(PostgresDatabase database)
    {
        _database = database;
        (_epoch, var givenUp, _mark) = database.Patiently(TakeOver);
        if (givenUp) Reset();
    }

    public CheckpointMark Mark => Volatile.Read(ref _mark);

    public EntityRow? Read(string stream) => Use(connection => PostgresEntityReader.Read(connection, stream));

    public void Write(IReadOnlyList<EntityRow> rows)
    {
        if (rows.Count == 0) return;
        Use(connection =>
        {
            using var command = Command(connection, Put);
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. rows.Select(row => PostgresEntityReader.Name(row.Stream))] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Version)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.DueTicks)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Checksum())] });
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = [.. rows.Select(row => row.Body)] });
            return Owned(command.ExecuteNonQuery());
        });
    }

    public void Complete(CheckpointMark mark, IReadOnlyList<ParkedMail> parked)
    {
        Use(connection =>
        {
            using var transaction = connection.BeginTransaction();
            PutMark(connection, mark);
            Run(connection, "DELETE FROM parked WHERE shard = $1");
            if (parked.Count > 0) PutParked(connection, parked);
            transaction.Commit();
            return true;
        });
        Volatile.Write(ref _mark, mark);
    }

    public IReadOnlyList<ParkedMail> Parked() => Use(PostgresEntityReader.Parked);

    public IReadOnlyList<(string Stream, long DueTicks)> Due(long afterTicks, string afterStream, long upToTicks, int limit) =>
        Use(connection => PostgresEntityReader.Due(connection, afterTicks, afterStream, upToTicks, limit));

    public IReadOnlyList<string> MustRebuild() => Use(PostgresEntityReader.MustRebuild);

    public IReadOnlyDictionary<string, int> StateVersions() => Use(PostgresEntityReader.StateVersions);

    public void Adopt(IReadOnlyDictionary<string, int> stateVersions) => Use(connection =>
    {
        using var transaction = connection.BeginTransaction();
        Lock(connection);
        using var command = new NpgsqlCommand("INSERT INTO state_version SELECT $1, * FROM unnest($2::text[], $3::integer[]) ON CONFLICT (shard, type) DO UPDATE SET version = excluded.version", connection);
        command.Parameters.Add(ShardParameter());
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. stateVersions.Keys] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. stateVersions.Values] });
        command.ExecuteNonQuery();
        transaction.Commit();
        return true;
    });

    public void Reset()
    {
        Use(connection =>
        {
            using var transaction = connection.BeginTransaction();
            PutMark(connection, CheckpointMark.None);
            Run(connection, "DELETE FROM entity WHERE shard = $1");
            Run(connection, "DELETE FROM parked WHERE shard = $1");
            Run(connection, "DELETE FROM state_version WHERE shard = $1");
            Run(connection, "UPDATE checkpoint SET given_up = false WHERE shard = $1");
            transaction.Commit();
            return true;
        });
        Volatile.Write(ref _mark, CheckpointMark.None);
    }

    public IEnumerable<EntityRow> All()
    {
        using var reader = new PostgresEntityReader(_database);
        foreach (var (row, isSound) in reader.AllUnchecked()) yield return isSound ? row : throw PostgresEntityReader.Unfit(row.Stream);
    }

    /// <summary>The database is its opener's.</summary>
    public void Dispose()
    {
    }

    private T Use<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            return _database.Use(work);
        }
        catch (EntityRowsDamagedException)
        {
            GiveUp(); // Which other rows are wrong is not known.
            throw;
        }
        catch (Exception damage) when (PostgresFailure.IsDamage(damage))
        {
            GiveUp();
            throw new EntityRowsDamagedException("The entity rows in PostgreSQL are damaged; the next start rebuilds them from the journal. Nothing is lost.", damage);
        }
    }

    /// <summary>Leaves word for the next start: delete the rows and make them again.</summary>
    private void GiveUp() => _database.Use(connection =>
    {
        using var command = Command(connection, "UPDATE checkpoint SET given_up = true WHERE shard = $1 AND epoch = $2");
        return command.ExecuteNonQuery();
    });

    private static (long Epoch, bool GivenUp, CheckpointMark Mark) TakeOver(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("UPDATE checkpoint SET epoch = epoch + 1 WHERE shard = $1 RETURNING epoch, given_up, complete_offset, hash, mail_cursor", connection) { Parameters = { ShardParameter() } };
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetBoolean(1), new CheckpointMark(row.GetInt64(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4)));
    }

    private void Lock(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT 1 FROM checkpoint WHERE shard = $1 AND epoch = $2 FOR UPDATE");
        Owned(command.ExecuteScalar() is null ? 0 : 1);
    }

    private void PutMark(NpgsqlConnection connection, CheckpointMark mark)
    {
        using var command = Command(connection, "UPDATE checkpoint SET complete_offset = $3, hash = $4, mail_cursor = $5 WHERE shard = $1 AND epoch = $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mark.CompleteOffset });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = mark.Hash });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mark.MailCursor });
        Owned(command.ExecuteNonQuery());
    }

    private static void PutParked(NpgsqlConnection connection, IReadOnlyList<ParkedMail> parked)
    {
        using var command = new NpgsqlCommand("INSERT INTO parked SELECT $1, * FROM unnest($2::bytea[], $3::integer[], $4::bigint[], $5::integer[])", connection);
        command.Parameters.Add(ShardParameter());
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. parked.Select(mail => PostgresEntityReader.Name(mail.Receiver))] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. parked.Select(mail => (int)mail.Position.Shard)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. parked.Select(mail => mail.Position.Offset)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. parked.Select(mail => mail.Position.Index)] });
        command.ExecuteNonQuery();
    }

    private static int Owned(int rows) =>
        rows > 0 ? rows : throw new StoreTakenOverException("The entity rows in PostgreSQL were taken over by another process. Nothing of this process was written since; it ends.");

#pragma warning disable CA2100 // Constants of this class.
    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { ShardParameter() } };
        command.ExecuteNonQuery();
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
        new(sql, connection) { Parameters = { ShardParameter(), new NpgsqlParameter<long> { TypedValue = _epoch } } };
#pragma warning restore CA2100

    private static NpgsqlParameter<short> ShardParameter() => new() { TypedValue = PostgresSchema.Shard };
}
