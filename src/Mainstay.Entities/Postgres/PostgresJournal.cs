using Npgsql;

namespace Mainstay.Entities;

/// <summary>The journal in a database, for reading: each read over a connection of its own, tried again when that broke.</summary>
internal sealed class PostgresJournal(PostgresDatabase database) : IJournalReader
{
    public JournalHead Head() => Use(PostgresJournalReader.Head);

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null) =>
        Use(connection => PostgresJournalReader.Read(connection, afterOffset, maximumRows, spare));

    public ReadOnlyMemory<byte>? HashAt(long offset) => Use(connection => PostgresJournalReader.HashAt(connection, offset));

    public long BatchBefore(long offset) => Use(connection => PostgresJournalReader.BatchBefore(connection, offset));

    /// <summary>How many rows there are up to an offset, also such that no batch covers.</summary>
    public long CountRows(long upTo) => Use(connection => PostgresJournalReader.CountRows(connection, upTo));

    /// <summary>One stream's rows, by looking at every row.</summary>
    public IReadOnlyList<StoredBatch> Scan(string stream) => Use(connection => PostgresJournalReader.Scan(connection, stream));

    private T Use<T>(Func<NpgsqlConnection, T> read) => PostgresDamage.Guarded(() => database.Use(read));
}
