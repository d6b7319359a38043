using Npgsql;

namespace Mainstay.Entities;

/// <summary>
/// The journal in PostgreSQL. Opening it takes the shard over: its epoch goes up, a commit that another process has under way ends first, and that process's next one finds that it is fenced. So
/// what the head is after opening is what it stays, whatever became of a commit whose answer was lost. The head file stays on this machine: a database that was restored to an earlier moment is noticed as a
/// cut journal is.
/// </summary>
public sealed class PostgresJournalStore : IJournalStore
{
    private readonly PostgresJournal _journal;
    private readonly HeadRecorder _recorder;
    private PostgresWriter? _writer;
    private JournalHead _head;

    /// <summary>Takes the journal over.</summary>
    /// <param name="database">Stays its opener's.</param>
    /// <param name="headDirectory">A folder for the head file; created when it does not exist.</param>
    /// <exception cref="StoreDamagedException">The journal ends before its recorded head, or is another one.</exception>
    /// <exception cref="StoreUnreachableException">The database does not answer, or another process's commit does not end.</exception>
    public PostgresJournalStore(PostgresDatabase database, string headDirectory)
    {
        _journal = new PostgresJournal(database);
        if (!Directory.Exists(headDirectory))
        {
            Directory.CreateDirectory(headDirectory);
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(headDirectory))!);
        }

        _recorder = new HeadRecorder(Path.Combine(headDirectory, "head"));
        try
        {
            // Looked at first: a start that is refused must not have taken the journal from whoever serves with it.
            var (recorded, _) = database.Patiently(connection => Checked(connection, _recorder.Recorded));
            var epoch = database.Patiently(TakeOver);
            (_head, _writer) = database.Patiently(connection => (Checked(connection, recorded).Head, new PostgresWriter(database.Connect(), epoch)));
        }
        catch
        {
            _recorder.Dispose();
            throw;
        }

        _recorder.Begin(() => Head);
    }

    public JournalHead Head => Volatile.Read(ref _head);

    public void Append(EncodedRows rows, JournalHead head)
    {
        _recorder.ThrowIfFailed();
        var writer = _writer ?? throw new IOException("The journal was closed after a failure.");
        try
        {
            writer.Append(rows, head);
            Volatile.Write(ref _head, head);
        }
        catch
        {
            _writer = null; // Not written to again by this process, whatever the caller does.
            writer.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null) =>
        _journal.Read(afterOffset, maximumRows, spare);

    public ReadOnlyMemory<byte>? HashAt(long offset) => _journal.HashAt(offset);

    public long BatchBefore(long offset) => _journal.BatchBefore(offset);

    public void Dispose()
    {
        _recorder.Stop();
        try
        {
            if (_writer is not null) _recorder.Write(Head);
        }
        finally
        {
            _writer?.Dispose();
            _writer = null;
            _recorder.Dispose();
        }
    }

    private static (JournalHead? Recorded, JournalHead Head) Checked(NpgsqlConnection connection, JournalHead? recorded)
    {
        var head = PostgresJournalReader.Head(connection);
        PostgresDamage.CheckAgainst(recorded, head, offset => PostgresJournalReader.HashAt(connection, offset));
        return (recorded, head);
    }

    private static long TakeOver(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("UPDATE shard SET epoch = epoch + 1, owner = $2, taken_at = now() WHERE shard = $1 RETURNING epoch", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = PostgresSchema.Shard });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"process {Environment.ProcessId} on {Environment.MachineName}" });
        return (long)command.ExecuteScalar()!;
    }
}
