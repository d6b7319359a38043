namespace Mainstay.Entities;

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

    public long CountRows() => _connection.QueryInt64("SELECT count(*) FROM row");

    /// <summary>Each row stands as a batch of its own, without the chain's hash.</summary>
    public List<StoredBatch> Scan(string stream)
    {
        var scan = _connection.Prepare($"SELECT {Columns} FROM row WHERE stream = ? ORDER BY offset");
        var found = new List<StoredBatch>();
        scan.Text(1, stream);
        while (scan.Step())
        {
            var row = EncodedRows.ForReading();
            Add(row, scan);
            found.Add(new StoredBatch(row[0].Offset, default, row));
        }

        return found;
    }

    public long? BatchBefore(long offset)
    {
        long? before = _before.Bind(1, offset).Step() && !_before.IsNull(0) ? _before.Int64(0) : null;
        _before.Reset();
        return before;
    }

    public List<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare)
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
        return ReadRows(afterOffset, ends, spare);
    }

    public void Dispose() => _connection.Dispose();

    private List<StoredBatch> ReadRows(long afterOffset, List<(long LastOffset, byte[] Hash)> ends, Stack<EncodedRows>? spare)
    {
        var batches = new List<StoredBatch>(ends.Count);
        _rows.Bind(1, afterOffset).Bind(2, ends[^1].LastOffset);
        foreach (var (lastOffset, hash) in ends)
        {
            var rows = spare is { Count: > 0 } ? spare.Pop() : EncodedRows.ForReading();
            rows.Clear();
            for (; afterOffset < lastOffset && _rows.Step(); afterOffset++) Add(rows, _rows);
            batches.Add(new StoredBatch(lastOffset, hash, rows));
        }

        _rows.Reset();
        return batches;
    }

    private static void Add(EncodedRows rows, SqliteStatement from) => rows.Add(new RowFields
    {
        Offset = from.Int64(0),
        Stream = from.Bytes(1),
        Version = from.Int64(2),
        Type = from.Bytes(3),
        Data = from.Bytes(4),
        InstantTicks = from.Int64(5),
        Actor = from.Bytes(6),
        CommandId = new CommandId(Number(from, 7)),
        BodyHash = Number(from, 8),
        RememberedAtTicks = from.Int64(9),
        HasOutcome = !from.IsNull(10),
        Outcome = from.Bytes(10),
        Source = new MailPosition(from.Int64(11), checked((int)from.Int64(12)), checked((ushort)from.Int64(13))),
    });

    private static UInt128 Number(SqliteStatement from, int column)
    {
        var bytes = from.Bytes(column);
        return bytes.Length == 16 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;
    }
}
