using System.Globalization;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>
/// Entity rows in one SQLite file (entities.db). Everything in it follows from the journal: a damaged file is thrown away and rebuilt. Hence commits are not flushed one by one
/// (<c>synchronous=NORMAL</c>): after a power cut the file is whole as of an earlier mark, and the journal has the rest.
/// </summary>
public sealed class SqliteCheckpointStore : ICheckpointStore
{
    private const int Format = 1;

    private const string Schema = """
        CREATE TABLE entity(stream TEXT PRIMARY KEY, version INTEGER NOT NULL, due INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX entity_due ON entity(due, stream) WHERE due <> 0;
        CREATE INDEX entity_rebuild ON entity(stream) WHERE version = -1;
        CREATE TABLE parked(receiver TEXT NOT NULL, shard INTEGER NOT NULL, source_offset INTEGER NOT NULL, source_index INTEGER NOT NULL) STRICT;
        CREATE TABLE state_version(type TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
        CREATE TABLE mark(format INTEGER NOT NULL, complete_offset INTEGER NOT NULL, hash BLOB NOT NULL, mail_cursor INTEGER NOT NULL) STRICT;
        """;

    private readonly string _path;
    private ConnectionPool<RowReader> _readers;
    private SqliteConnectionHandle _writer;
    private CheckpointMark _mark;

    /// <summary>Opens or creates the file; one that cannot be read, or that was given up as damaged, is deleted first.</summary>
    public SqliteCheckpointStore(string path)
    {
        _path = path;
        if (File.Exists(GivenUpPath)) Delete();
        try
        {
            (_writer, _mark) = Open();
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            Delete();
            (_writer, _mark) = Open();
        }

        _readers = new ConnectionPool<RowReader>(() => new RowReader(path));
    }

    public CheckpointMark Mark => Volatile.Read(ref _mark);

    private string GivenUpPath => _path + ".given-up";

    public EntityRow? Read(string stream) => Use(stream, static (reader, wanted) => reader.Read(wanted));

    public void Write(IReadOnlyList<EntityRow> rows)
    {
        InTransaction(() =>
        {
            var put = _writer.Prepare("INSERT INTO entity VALUES(?,?,?,?,?) ON CONFLICT(stream) DO UPDATE SET version=excluded.version, due=excluded.due, body=excluded.body, checksum=excluded.checksum");
            foreach (var row in rows)
            {
                put.Text(1, row.Stream).Bind(2, row.Version).Bind(3, row.DueTicks).Blob(4, row.Body.Span).Bind(5, row.Checksum()).Run();
            }
        });
    }

    public void Complete(CheckpointMark mark, IReadOnlyList<ParkedMail> parked)
    {
        InTransaction(() =>
        {
            _writer.Execute("DELETE FROM parked");
            foreach (var mail in parked) PutParked(mail);
            PutMark(mark);
        });
        Volatile.Write(ref _mark, mark);
    }

    public IReadOnlyList<ParkedMail> Parked() => Use(this, static (reader, _) => reader.Parked());

    public IReadOnlyList<(string Stream, long DueTicks)> Due(long afterTicks, string afterStream, long upToTicks, int limit) =>
        Use((afterTicks, afterStream, upToTicks, limit), static (reader, range) => reader.Due(range.afterTicks, range.afterStream, range.upToTicks, range.limit));

    public IReadOnlyList<string> MustRebuild() => Use(this, static (reader, _) => reader.MustRebuild());

    public IReadOnlyDictionary<string, int> StateVersions() => Use(this, static (reader, _) => reader.StateVersions());

    public void Adopt(IReadOnlyDictionary<string, int> stateVersions)
    {
        InTransaction(() =>
        {
            foreach (var (type, version) in stateVersions)
            {
                _writer.Prepare("INSERT OR REPLACE INTO state_version VALUES(?,?)").Text(1, type).Bind(2, version).Run();
            }
        });
    }

    public void Reset()
    {
        _readers.Dispose();
        _writer.Dispose();
        Delete();
        (_writer, var mark) = Open();
        _readers = new ConnectionPool<RowReader>(() => new RowReader(_path));
        Volatile.Write(ref _mark, mark);
    }

    public IEnumerable<EntityRow> All()
    {
        using var reader = new RowReader(_path);
        foreach (var row in reader.All()) yield return row;
    }

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }

    private TResult Use<TArgument, TResult>(TArgument argument, Func<RowReader, TArgument, TResult> read)
    {
        try
        {
            return _readers.Use(argument, read);
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            GiveUp();
            throw new EntityRowsDamagedException("The file entities.db is damaged; the next start rebuilds it from the journal. Nothing is lost.", damage);
        }
    }

    private (SqliteConnectionHandle Writer, CheckpointMark Mark) Open()
    {
        var connection = new SqliteConnectionHandle(_path, readOnly: false);
        try
        {
            connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-131072; PRAGMA journal_size_limit=67108864");
            if (connection.QueryInt64("SELECT count(*) FROM sqlite_schema") == 0)
            {
                connection.Execute("BEGIN;" + Schema);
                connection.Prepare("INSERT INTO mark VALUES(?,0,?,0)").Bind(1, Format).Blob(2, JournalHead.Empty.Hash.Span).Run();
                connection.Execute("COMMIT");
            }

            var format = connection.QueryInt64("SELECT format FROM mark");
            if (format > Format) throw new StoreDamagedException(string.Create(CultureInfo.InvariantCulture, $"entities.db has format {format}; this program knows up to {Format}: start the newer program. Nothing was changed."));
            return (connection, ReadMark(connection));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static CheckpointMark ReadMark(SqliteConnectionHandle connection)
    {
        var mark = connection.Prepare("SELECT complete_offset, hash, mail_cursor FROM mark");
        var found = mark.Step() ? new CheckpointMark(mark.Int64(0), mark.Bytes(1).ToArray(), mark.Int64(2)) : CheckpointMark.None;
        mark.Reset();
        return found;
    }

    private void PutMark(CheckpointMark mark) =>
        _writer.Prepare("UPDATE mark SET complete_offset=?, hash=?, mail_cursor=?").Bind(1, mark.CompleteOffset).Blob(2, mark.Hash.Span).Bind(3, mark.MailCursor).Run();

    private void PutParked(in ParkedMail mail) =>
        _writer.Prepare("INSERT INTO parked VALUES(?,?,?,?)").Text(1, mail.Receiver).Bind(2, mail.Position.Shard).Bind(3, mail.Position.Offset).Bind(4, mail.Position.Index).Run();

    private void InTransaction(Action work)
    {
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            work();
            _writer.Execute("COMMIT");
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            GiveUp();
            throw;
        }
    }

    /// <summary>Leaves word for the next start: delete the file and rebuild it.</summary>
    private void GiveUp() => File.WriteAllText(GivenUpPath, "entities.db was found damaged; the next start rebuilds it from the journal.\n");

    private void Delete()
    {
        foreach (var file in new[] { _path, _path + "-wal", _path + "-shm", GivenUpPath }) File.Delete(file);
    }

    /// <summary>A read-only connection. Each read begins and ends a transaction of its own, so it sees what was committed last.</summary>
    private sealed class RowReader : IDisposable
    {
        private readonly SqliteConnectionHandle _connection;
        private readonly SqliteStatement _read;
        private readonly SqliteStatement _due;

        public RowReader(string path)
        {
            _connection = new SqliteConnectionHandle(path, readOnly: true);
            _connection.Execute("PRAGMA cache_size=-32768; PRAGMA query_only=1");
            _read = _connection.Prepare("SELECT version, due, body, checksum FROM entity WHERE stream = ?");
            _due = _connection.Prepare("SELECT stream, due FROM entity WHERE due <> 0 AND (due, stream) > (?, ?) AND due <= ? ORDER BY due, stream LIMIT ?");
        }

        public EntityRow? Read(string stream)
        {
            try
            {
                return _read.Text(1, stream).Step() ? Row(stream, _read, 0) : null;
            }
            finally
            {
                _read.Reset();
            }
        }

        public List<(string, long)> Due(long afterTicks, string afterStream, long upToTicks, int limit)
        {
            var result = new List<(string, long)>();
            _due.Bind(1, afterTicks).Text(2, afterStream).Bind(3, upToTicks).Bind(4, limit);
            while (_due.Step()) result.Add((_due.Text(0), _due.Int64(1)));
            return result;
        }

        public List<ParkedMail> Parked()
        {
            var result = new List<ParkedMail>();
            var rows = _connection.Prepare("SELECT receiver, source_offset, source_index, shard FROM parked ORDER BY shard, source_offset, source_index");
            while (rows.Step()) result.Add(new ParkedMail(rows.Text(0), new MailPosition(rows.Int64(1), (int)rows.Int64(2), (ushort)rows.Int64(3))));
            return result;
        }

        public List<string> MustRebuild()
        {
            var result = new List<string>();
            var rows = _connection.Prepare("SELECT stream FROM entity WHERE version = -1");
            while (rows.Step()) result.Add(rows.Text(0));
            return result;
        }

        public Dictionary<string, int> StateVersions()
        {
            var result = new Dictionary<string, int>(StringComparer.Ordinal);
            var rows = _connection.Prepare("SELECT type, version FROM state_version");
            while (rows.Step()) result.Add(rows.Text(0), (int)rows.Int64(1));
            return result;
        }

        public IEnumerable<EntityRow> All()
        {
            var rows = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity ORDER BY stream");
            while (rows.Step()) yield return Row(rows.Text(0), rows, 1);
        }

        public void Dispose() => _connection.Dispose();

        private static EntityRow Row(string stream, SqliteStatement row, int first)
        {
            var read = new EntityRow(stream, row.Int64(first), row.Int64(first + 1), row.Bytes(first + 2).ToArray());
            return read.Checksum() == row.Int64(first + 3)
                ? read
                : throw new EntityRowsDamagedException($"The row of {stream} in entities.db does not fit its checksum; the next start rebuilds it from the journal. Nothing is lost.");
        }
    }
}
