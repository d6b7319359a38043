using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>One SQLite connection without the ADO.NET layer, whose cost per row is about that of the insert. Not for several threads at once.</summary>
internal sealed class SqliteConnectionHandle : IDisposable
{
    private const int BusyMilliseconds = 5000;
    private readonly sqlite3 _database;
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(StringComparer.Ordinal);

    static SqliteConnectionHandle() => Batteries_V2.Init();

    public SqliteConnectionHandle(string path, bool readOnly)
    {
        Path = path;
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out _database, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            _database?.Dispose();
            throw new SqliteFailedException(path, "open", code, raw.sqlite3_errstr(code).utf8_to_string());
        }

        raw.sqlite3_busy_timeout(_database, BusyMilliseconds);
        raw.sqlite3_extended_result_codes(_database, 1);
    }

    public string Path { get; }

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_database, sql);
        if (code != raw.SQLITE_OK) throw Failure(sql, code);
    }

    /// <summary>The statement for a text, prepared once and kept as long as the connection. Run it to its end or reset it before using it again.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var prepared)) return new SqliteStatement(this, prepared.DangerousGetHandle());
        var code = raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        if (code != raw.SQLITE_OK) throw Failure(sql, code);
        _statements.Add(sql, statement);
        return new SqliteStatement(this, statement.DangerousGetHandle());
    }

    public long QueryInt64(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            return statement.Step() ? statement.Int64(0) : throw new SqliteFailedException(Path, sql, 0, "no row");
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>As <see cref="Checkpoint"/>, without waiting for readers.</summary>
    public bool CheckpointAtOnce(int mode)
    {
        raw.sqlite3_busy_timeout(_database, 0);
        try
        {
            return Checkpoint(mode);
        }
        finally
        {
            raw.sqlite3_busy_timeout(_database, BusyMilliseconds);
        }
    }

    /// <summary>Moves the write-ahead log into the file; answers whether all of it was moved.</summary>
    public bool Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_database, "main", mode, out var logged, out var moved);
        if (code == raw.SQLITE_BUSY || (code & 0xff) == raw.SQLITE_BUSY) return false;
        if (code != raw.SQLITE_OK) throw Failure("wal_checkpoint", code);
        return logged == moved;
    }

    public SqliteFailedException Failure(string what, int code) => new(Path, what, code, raw.sqlite3_errmsg(_database).utf8_to_string());

    public void Dispose()
    {
        if (_database.IsClosed) return;
        foreach (var statement in _statements.Values) statement.Dispose();
        raw.sqlite3_close_v2(_database);
        _database.Dispose();
    }
}

/// <summary>SQLite refused; the code is its extended result code.</summary>
public sealed class SqliteFailedException(string path, string what, int code, string message)
    : IOException($"{System.IO.Path.GetFileName(path)}: {message} (SQLite {code}, {what})")
{
    public int Code { get; } = code;

    /// <summary>
    /// The file's content is damaged: SQLite says so, the file is shorter than it says, or a table or row that is always there is missing (our statements do not change, so a
    /// plain SQLITE_ERROR means that the schema did).
    /// </summary>
    public bool IsDamage => Code == raw.SQLITE_IOERR_SHORT_READ || (Code & 0xff) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR or raw.SQLITE_OK;
}
