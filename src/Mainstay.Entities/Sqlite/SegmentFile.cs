using System.Globalization;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>
/// One file of the journal: an append-only table in commit order, a small table of batches, and what the chain was before it. Only <see cref="SqliteJournalStore"/> writes it.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    public const int Format = 1;
    public const string Extension = ".segment.db";

    private const string Schema = """
        CREATE TABLE row(offset INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL, instant INTEGER NOT NULL,
          actor TEXT NOT NULL, command BLOB, body_hash BLOB, remembered_at INTEGER, outcome BLOB, source_offset INTEGER, source_index INTEGER, source_shard INTEGER,
          shard INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE batch(last_offset INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
        CREATE TABLE segment(format INTEGER NOT NULL, first_offset INTEGER NOT NULL, previous_hash BLOB NOT NULL) STRICT;
        """;

    private readonly ConnectionPool<SegmentReader> _readers;

    private SegmentFile(string path, long firstOffset, byte[] previousHash)
    {
        (Path, FirstOffset, PreviousHash) = (path, firstOffset, previousHash);
        _readers = new ConnectionPool<SegmentReader>(() => new SegmentReader(path));
    }

    public string Path { get; }

    public long FirstOffset { get; }

    public ReadOnlyMemory<byte> PreviousHash { get; }

    /// <summary>Creates an empty segment that follows a head; it appears under its name only when it is complete.</summary>
    public static SegmentFile Create(string directory, JournalHead head)
    {
        var path = System.IO.Path.Combine(directory, (head.Offset + 1).ToString("d20", CultureInfo.InvariantCulture) + Extension);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var connection = new SqliteConnectionHandle(unfinished, readOnly: false))
        {
            connection.Execute("PRAGMA page_size=4096; PRAGMA synchronous=FULL; BEGIN;" + Schema);
            connection.Prepare("INSERT INTO segment VALUES(?,?,?)").Bind(1, Format).Bind(2, head.Offset + 1).Blob(3, head.Hash.Span).Run();
            connection.Execute("COMMIT");
        }

        File.Move(unfinished, path);
        DirectoryFlush.Flush(directory);
        return new SegmentFile(path, head.Offset + 1, head.Hash.ToArray());
    }

    /// <exception cref="StoreDamagedException">It cannot be read, or was written by a newer program.</exception>
    public static SegmentFile Open(string path)
    {
        try
        {
            return OpenUnguarded(path);
        }
        catch (Exception damage) when (JournalDamage.Is(damage))
        {
            throw JournalDamage.Unreadable(path, damage);
        }
    }

    private static SegmentFile OpenUnguarded(string path)
    {
        using var connection = new SqliteConnectionHandle(path, readOnly: true);
        var segment = connection.Prepare("SELECT format, first_offset, previous_hash FROM segment");
        if (!segment.Step()) throw JournalDamage.Of($"The file {System.IO.Path.GetFileName(path)} says nothing about itself.");
        if (segment.Int64(0) > Format)
        {
            throw new StoreDamagedException($"{System.IO.Path.GetFileName(path)} has format {segment.Int64(0)}; this program knows up to {Format}. It was written by a newer program: start that one. Nothing was changed.");
        }

        return new SegmentFile(path, segment.Int64(1), segment.Bytes(2).ToArray());
    }

    /// <summary>The last batch; the head before the segment when it holds none.</summary>
    public JournalHead Head() => Use(this, static (reader, segment) => reader.Last() ?? new JournalHead(segment.FirstOffset - 1, segment.PreviousHash));

    public List<StoredBatch> Read(long afterOffset, int maximumRows) =>
        Use((afterOffset, maximumRows), static (reader, range) => reader.Read(range.afterOffset, range.maximumRows));

    public ReadOnlyMemory<byte>? HashAt(long offset) =>
        offset == FirstOffset - 1 ? PreviousHash : Use(offset, static (reader, at) => reader.HashAt(at));

    public long BatchBefore(long offset) => Use((offset, FirstOffset), static (reader, at) => reader.BatchBefore(at.offset) ?? at.FirstOffset - 1);

    public void Dispose() => _readers.Dispose();

    private TResult Use<TArgument, TResult>(TArgument argument, Func<SegmentReader, TArgument, TResult> read)
    {
        try
        {
            return _readers.Use(argument, read);
        }
        catch (Exception damage) when (JournalDamage.Is(damage))
        {
            throw JournalDamage.Unreadable(Path, damage);
        }
    }
}

/// <summary>A read-only connection to one segment.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const string Columns = "offset,stream,version,type,data,instant,actor,command,body_hash,remembered_at,outcome,source_offset,source_index,source_shard";
    private readonly SqliteConnectionHandle _connection;
    private readonly SqliteStatement _batches;
    private readonly SqliteStatement _rows;
    private readonly SqliteStatement _hash;
    private readonly SqliteStatement _last;
    private readonly SqliteStatement _before;
    private byte[] _buffer = new byte[4096];

    public SegmentReader(string path)
    {
        _connection = new SqliteConnectionHandle(path, readOnly: true);
        _connection.Execute("PRAGMA cache_size=-16384; PRAGMA query_only=1");
        _batches = _connection.Prepare("SELECT last_offset, hash FROM batch WHERE last_offset > ? ORDER BY last_offset");
        _rows = _connection.Prepare($"SELECT {Columns} FROM row WHERE offset > ? AND offset <= ? ORDER BY offset");
        _hash = _connection.Prepare("SELECT hash FROM batch WHERE last_offset = ?");
        _last = _connection.Prepare("SELECT last_offset, hash FROM batch ORDER BY last_offset DESC LIMIT 1");
        _before = _connection.Prepare("SELECT max(last_offset) FROM batch WHERE last_offset < ?");
    }

    public JournalHead? Last()
    {
        if (!_last.Step()) return null;
        var head = new JournalHead(_last.Int64(0), _last.Bytes(1).ToArray());
        _last.Reset();
        return head;
    }

    public ReadOnlyMemory<byte>? HashAt(long offset)
    {
        // Not as one conditional: a null array would become an empty memory, which is not null.
        if (!_hash.Bind(1, offset).Step()) return null;
        var hash = _hash.Bytes(0).ToArray();
        _hash.Reset();
        return hash;
    }

    public long? BatchBefore(long offset)
    {
        long? before = _before.Bind(1, offset).Step() && !_before.IsNull(0) ? _before.Int64(0) : null;
        _before.Reset();
        return before;
    }

    public List<StoredBatch> Read(long afterOffset, int maximumRows)
    {
        var ends = new List<(long LastOffset, byte[] Hash)>();
        _batches.Bind(1, afterOffset);
        while (_batches.Step())
        {
            ends.Add((_batches.Int64(0), _batches.Bytes(1).ToArray()));
            if (ends[^1].LastOffset - afterOffset >= maximumRows) break;
        }

        _batches.Reset();
        if (ends.Count == 0) return [];
        return ReadRows(afterOffset, ends);
    }

    public void Dispose() => _connection.Dispose();

    private List<StoredBatch> ReadRows(long afterOffset, List<(long LastOffset, byte[] Hash)> ends)
    {
        var batches = new List<StoredBatch>(ends.Count);
        _rows.Bind(1, afterOffset).Bind(2, ends[^1].LastOffset);
        foreach (var (lastOffset, hash) in ends)
        {
            var rows = new EncodedRows();
            for (; afterOffset < lastOffset && _rows.Step(); afterOffset++) Add(rows);
            batches.Add(new StoredBatch(lastOffset, hash, rows));
        }

        _rows.Reset();
        return batches;
    }

    private void Add(EncodedRows rows)
    {
        var row = new RowFields
        {
            Offset = _rows.Int64(0),
            Stream = _rows.Bytes(1),
            Version = _rows.Int64(2),
            Type = _rows.Bytes(3),
            Data = _rows.Bytes(4),
            InstantTicks = _rows.Int64(5),
            Actor = _rows.Bytes(6),
            CommandId = new CommandId(Number(7)),
            BodyHash = Number(8),
            RememberedAtTicks = _rows.Int64(9),
            HasOutcome = !_rows.IsNull(10),
            Outcome = _rows.Bytes(10),
            Source = new MailPosition(_rows.Int64(11), checked((int)_rows.Int64(12)), checked((ushort)_rows.Int64(13))),
        };
        var needed = RowBytes.LengthOf(row);
        if (needed > _buffer.Length) _buffer = new byte[needed * 2];
        var length = RowBytes.Write(row, _buffer);
        rows.Add(_buffer.AsSpan(0, length), row.Offset);
    }

    private UInt128 Number(int column)
    {
        var bytes = _rows.Bytes(column);
        return bytes.Length == 16 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;
    }
}

/// <summary>The one connection that writes and checkpoints the open segment.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const long CheckpointBytes = 4 << 20;
    private readonly SqliteConnectionHandle _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _row;
    private readonly SqliteStatement _batch;
    private long _sinceCheckpoint;
    private long _bytes;

    public SegmentWriter(SegmentFile segment)
    {
        _connection = new SqliteConnectionHandle(segment.Path, readOnly: false);
        try
        {
            WriteOut(segment);
        }
        catch (Exception failure)
        {
            _connection.Dispose();
            if (JournalDamage.Is(failure)) throw JournalDamage.Unreadable(segment.Path, failure);
            throw;
        }

        _bytes = new FileInfo(segment.Path).Length;
        _begin = _connection.Prepare("BEGIN IMMEDIATE");
        _commit = _connection.Prepare("COMMIT");
        _row = _connection.Prepare("INSERT INTO row(offset,stream,version,type,data,instant,actor,command,body_hash,remembered_at,outcome,source_offset,source_index,source_shard) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        _batch = _connection.Prepare("INSERT INTO batch VALUES(?,?)");
    }

    /// <summary>About how large the file is with everything in it.</summary>
    public long Bytes => _bytes;

    public void Append(EncodedRows rows, JournalHead head)
    {
        _begin.Run();
        for (var index = 0; index < rows.Count; index++) Insert(rows[index]);
        _batch.Bind(1, head.Offset).Blob(2, head.Hash.Span).Run();
        _commit.Run();
        CheckpointSometimes(rows);
    }

    /// <summary>Writes everything into the file itself, so that it needs no log beside it; false when a reader still needs the log. Commits do not wait for readers.</summary>
    public bool TrySeal() => _connection.CheckpointAtOnce(raw.SQLITE_CHECKPOINT_TRUNCATE);

    public void Dispose() => _connection.Dispose();

    /// <summary>What the page cache shows may not be on the disk after a failed flush: writing it all out and flushing it is what makes it true (DESIGN 4.2).</summary>
    private void WriteOut(SegmentFile segment)
    {
        _connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536; PRAGMA journal_size_limit=67108864");
        if (!_connection.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE))
        {
            throw new IOException($"{Path.GetFileName(segment.Path)} could not be written out at the start: another process reads it. Nothing was changed.");
        }
    }

    private void Insert(RowBytes row)
    {
        _row.Bind(1, row.Offset).Text(2, row.Stream).Bind(3, row.Version).Text(4, row.Type).Blob(5, row.Data).Bind(6, row.InstantTicks).Text(7, row.Actor);
        if (row.CommandId.IsNone) _row.Null(8).Null(9).Null(10);
        else _row.Blob(8, row.CommandIdBytes).Blob(9, row.BodyHashBytes).Bind(10, row.RememberedAtTicks);
        if (row.HasOutcome) _row.Blob(11, row.Outcome);
        else _row.Null(11);
        var source = row.Source;
        if (source.IsNone) _row.Null(12).Null(13).Null(14);
        else _row.Bind(12, source.Offset).Bind(13, source.Index).Bind(14, source.Shard);
        _row.Run();
    }

    /// <summary>Small and often, so that no commit waits long behind one.</summary>
    private void CheckpointSometimes(EncodedRows rows)
    {
        _bytes += rows.ByteCount;
        _sinceCheckpoint += rows.ByteCount;
        if (_sinceCheckpoint < CheckpointBytes) return;
        _sinceCheckpoint = 0;
        _connection.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
    }
}
