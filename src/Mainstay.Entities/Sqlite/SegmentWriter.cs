using SQLitePCL;

namespace Mainstay.Entities;

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

    /// <summary>What the page cache shows may not be on the disk after a failed flush: writing it all out and flushing it is what makes it true.</summary>
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
