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
    private const int RowsBetweenCheckpoints = 4_000;
    private const string GivenUpEnding = ".given-up";

    private const string Schema = """
        CREATE TABLE entity(stream TEXT PRIMARY KEY, version INTEGER NOT NULL, due INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX entity_due ON entity(due, stream) WHERE due <> 0;
        CREATE INDEX entity_rebuild ON entity(stream) WHERE version = -1;
        CREATE TABLE parked(receiver TEXT NOT NULL, shard INTEGER NOT NULL, source_offset INTEGER NOT NULL, source_index INTEGER NOT NULL) STRICT;
        CREATE TABLE state_version(type TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
        CREATE TABLE mark(format INTEGER NOT NULL, complete_offset INTEGER NOT NULL, hash BLOB NOT NULL, mail_cursor INTEGER NOT NULL) STRICT;
        """;

    private readonly string _path;
    private ConnectionPool<EntityRowReader> _readers;
    private SqliteConnectionHandle _writer;
    private CheckpointMark _mark;
    private int _rowsInLog;

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

        _readers = new ConnectionPool<EntityRowReader>(() => new EntityRowReader(path));
    }

    public CheckpointMark Mark => Volatile.Read(ref _mark);

    private string GivenUpPath => _path + GivenUpEnding;

    public EntityRow? Read(string stream) => Use(stream, static (reader, wanted) => reader.Read(wanted));

    public void Write(IReadOnlyList<EntityRow> rows)
    {
        InTransaction(rows.Count, () =>
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
        InTransaction(parked.Count + 1, () =>
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
        InTransaction(stateVersions.Count, () =>
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
        _readers = new ConnectionPool<EntityRowReader>(() => new EntityRowReader(_path));
        Volatile.Write(ref _mark, mark);
    }

    public IEnumerable<EntityRow> All()
    {
        using var reader = new EntityRowReader(_path);
        foreach (var row in reader.All()) yield return row;
    }

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }

    private TResult Use<TArgument, TResult>(TArgument argument, Func<EntityRowReader, TArgument, TResult> read)
    {
        try
        {
            return _readers.Use(argument, read);
        }
        catch (EntityRowsDamagedException)
        {
            GiveUp(); // Which other rows are wrong is not known.
            throw;
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
            connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-131072; PRAGMA journal_size_limit=67108864");
            if (connection.QueryInt64("SELECT count(*) FROM sqlite_schema") == 0)
            {
                connection.Execute("BEGIN;" + Schema);
                connection.Prepare("INSERT INTO mark VALUES(?,0,?,0)").Bind(1, Format).Blob(2, JournalHead.Empty.Hash.Span).Run();
                connection.Execute("COMMIT");
            }

            var format = connection.QueryInt64("SELECT format FROM mark");
            if (format > Format) throw new StoreDamagedException(string.Create(CultureInfo.InvariantCulture, $"entities.db has format {format}; this program knows up to {Format}: start the newer program. Nothing was changed."));
            connection.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE); // After a failed flush the cache may show what the disk lacks: written out, it is true.
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

    /// <summary>By hand: SQLite's own automatic checkpoints pass over errors, and a flush that failed once may seem to succeed the next time.</summary>
    private void WriteOutSometimes(int rows)
    {
        _rowsInLog += Math.Max(rows, 50); // A small transaction writes whole pages too.
        if (_rowsInLog < RowsBetweenCheckpoints) return;
        _rowsInLog = 0;
        _writer.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
    }

    private void InTransaction(int rows, Action work)
    {
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            work();
            _writer.Execute("COMMIT");
            WriteOutSometimes(rows);
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            GiveUp();
            throw;
        }
    }

    /// <summary>Leaves word for the next start: delete the file and rebuild it.</summary>
    internal static void GiveUp(string path) => File.WriteAllText(path + GivenUpEnding, "entities.db was given up; the next start rebuilds it from the journal.\n");

    private void GiveUp() => GiveUp(_path);

    private void Delete()
    {
        foreach (var file in new[] { _path, _path + "-wal", _path + "-shm", GivenUpPath }) File.Delete(file);
    }
}
