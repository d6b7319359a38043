using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>A view's file: its tables, and a row with version, cursor and the chain's hash at the cursor. One connection writes it.</summary>
internal sealed class ViewFile : IDisposable
{
    private const int RowsBetweenCheckpoints = 8_000;

    /// <summary>So many rows that do not concern a view may be read again after a start.</summary>
    private const int RowsBetweenCursors = 10_000;
    private readonly string _path;
    private readonly string _readerConnection;
    private SqliteConnection _connection;
    private int _rowsInLog;
    private int _rowsPassedOver;
    private ViewWriter _writer;

    /// <summary>Opens the file; drops it first when it is of another version, of another history, or damaged.</summary>
    public ViewFile(View view, string directory, Func<long, ReadOnlyMemory<byte>?> hashAt)
    {
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, view.Name + ".db");
        _readerConnection = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly }.ToString();
        var kept = TryOpen(view, hashAt);
        if (kept is null)
        {
            Delete();
            kept = Create(view);
        }

        _connection = kept;
        _writer = new ViewWriter(_connection);
        Position = Scalar(_connection, "SELECT cursor FROM view");
    }

    public long Position { get; private set; }

    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readerConnection);
        connection.Open();
        return connection;
    }

    /// <summary>
    /// Writes what follows from committed rows, and the cursor, in one transaction. Where nothing follows, which is so for most views and most rows, nothing is written either, but for the cursor now and then.
    /// </summary>
    /// <param name="view">Whose file this is.</param>
    /// <param name="log">Where the rows come from: whole batches, as many as are there, up to about <paramref name="most"/> rows.</param>
    /// <param name="most">About how many rows a transaction may take.</param>
    /// <returns>False when there was nothing to do.</returns>
    public bool Follow(View view, CommitLog log, int most)
    {
        if (log.Next(Position) is not { } rows) return false;
        var (last, count) = (rows, 0);
        try
        {
            for (var next = rows; next is not null; next = count < most ? log.Next(last.LastOffset) : null)
            {
                Apply(view, next);
                (last, count) = (next, count + next.Rows.Count);
            }

            Keep(last, count);
        }
        catch
        {
            _writer.RollBack();
            throw;
        }

        Position = last.LastOffset;
        return true;
    }

    private void Keep(FollowedRows last, int count)
    {
        _rowsPassedOver += count;
        if (!_writer.HasBegun && _rowsPassedOver < RowsBetweenCursors) return;
        _writer.Run("UPDATE view SET cursor=@1, hash=@2", last.LastOffset, last.Hash.ToArray());
        _writer.Commit();
        _rowsPassedOver = 0;
        WriteOutSometimes(count);
    }

    private void Apply(View view, FollowedRows followed)
    {
        foreach (var row in followed.Rows)
        {
            if (row.Event is UnreadableEvent unreadable) throw new StoreDamagedException($"Offset {row.Offset} of {row.Stream}: {unreadable.Reason}");
            if (row.Event is null) continue;
            var stored = new StoredEvent(row.Offset, new EntityKey(row.Stream), row.Version, new DateTimeOffset(row.InstantTicks, TimeSpan.Zero), row.Actor, row.Event);
            view.Apply(stored, _writer);
        }
    }

    /// <summary>Drops everything and begins at the journal's first event. Reads that are under way end on what they had.</summary>
    public void BeginAnew(View view)
    {
        Close();
        Delete();
        _connection = Create(view);
        _writer = new ViewWriter(_connection);
        Position = 0;
    }

    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public void Dispose() => Close();

    private void Close()
    {
        _writer.Dispose();
        _connection.Dispose();
        using var pooled = new SqliteConnection(_readerConnection);
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>By hand: SQLite's own automatic checkpoints pass over errors, and a flush that failed once may seem to succeed the next time.</summary>
    private void WriteOutSometimes(int rows)
    {
        _rowsInLog += Math.Max(rows, 50); // A small transaction writes whole pages too.
        if (_rowsInLog < RowsBetweenCheckpoints) return;
        _rowsInLog = 0;
        Execute(_connection, "PRAGMA wal_checkpoint(PASSIVE)");
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-32768; PRAGMA journal_size_limit=67108864");
        return connection;
    }

    private SqliteConnection? TryOpen(View view, Func<long, ReadOnlyMemory<byte>?> hashAt)
    {
        if (!File.Exists(_path)) return null;
        SqliteConnection? connection = null;
        try
        {
            connection = OpenWriter();
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // After a failed flush the cache may show what the disk lacks: written out, it is true.
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT version, cursor, hash FROM view";
            using var row = command.ExecuteReader();
            if (row.Read() && row.GetInt64(0) == view.Version && hashAt(row.GetInt64(1)) is { } hash && hash.Span.SequenceEqual(row.GetFieldValue<byte[]>(2))) return connection;
        }
        catch (Exception unreadable) when (unreadable is SqliteException or InvalidCastException)
        {
            // Damaged, or half created: a view is rebuilt rather than mended.
        }

        connection?.Dispose();
        return null;
    }

    private SqliteConnection Create(View view)
    {
        var connection = OpenWriter();
        using var transaction = connection.BeginTransaction();
        Execute(connection, "CREATE TABLE view(version INTEGER NOT NULL, cursor INTEGER NOT NULL, hash BLOB NOT NULL)");
        view.CreateTables(connection);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO view VALUES(@1, 0, zeroblob(32))";
        command.Parameters.AddWithValue("@1", view.Version);
        command.ExecuteNonQuery();
        transaction.Commit();
        return connection;
    }

    private void Delete()
    {
        foreach (var file in new[] { _path, _path + "-wal", _path + "-shm" }) File.Delete(file);
    }
}
