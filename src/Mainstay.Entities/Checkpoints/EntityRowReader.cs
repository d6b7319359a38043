namespace Mainstay.Entities;

/// <summary>A read-only connection. Each read begins and ends a transaction of its own, so it sees what was committed last.</summary>
internal sealed class EntityRowReader : IEntityRowReader
{
    private const int DueLookahead = 64; // About what a page of the index holds.
    private readonly SqliteConnectionHandle _connection;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _before;
    private readonly SqliteStatement _due;

    public EntityRowReader(string path)
    {
        _connection = new SqliteConnectionHandle(path, readOnly: true);
        // Each commit of the checkpoints empties a reader's cache: a large one is filled for nothing, and given back to the machine page by page. What is read often is in the machine's own cache.
        _connection.Execute("PRAGMA cache_size=-1024; PRAGMA query_only=1");
        _read = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity WHERE stream >= ? ORDER BY stream LIMIT 1");
        _before = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity WHERE stream < ? ORDER BY stream DESC LIMIT 1");
        _due = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity WHERE due <> 0 AND (due, stream) > (?, ?) ORDER BY due, stream LIMIT ?");
    }

    /// <summary>
    /// The row, or null when there is none. That there is none is believed only when both rows beside the place are sound: a changed key makes the search go astray, and always to beside
    /// that key. Without this an entity could silently begin anew.
    /// </summary>
    public EntityRow? Read(string stream)
    {
        try
        {
            var after = _read.Text(1, stream).Step() ? Row(_read) : null;
            if (after?.Stream == stream) return after;
            var before = _before.Text(1, stream).Step() ? Row(_before) : null;
            if ((after is null || StreamOrder.Compare(stream, after.Stream) < 0) && (before is null || StreamOrder.Compare(before.Stream, stream) < 0)) return null;
            throw new EntityRowsDamagedException($"The rows beside {stream} in entities.db are out of order; the next start rebuilds them from the journal. Nothing is lost.");
        }
        finally
        {
            _read.Reset();
            _before.Reset();
        }
    }

    /// <summary>As <see cref="ICheckpointStore.Due"/>. Rows are read with what they say, and some beyond the end, so that a damaged index entry is noticed and not passed over.</summary>
    public List<(string, long)> Due(long afterTicks, string afterStream, long upToTicks, int limit)
    {
        var result = new List<(string, long)>();
        var last = (Ticks: afterTicks, Stream: afterStream);
        var beyond = 0;
        _due.Bind(1, afterTicks).Text(2, afterStream).Bind(3, limit + DueLookahead);
        while (beyond < DueLookahead && _due.Step())
        {
            var row = Row(_due);
            if ((row.DueTicks, StreamOrder.Compare(row.Stream, last.Stream)).CompareTo((last.Ticks, 0)) <= 0)
            {
                throw new EntityRowsDamagedException("The index of due entities in entities.db is out of order; the next start rebuilds it from the journal. Nothing is lost.");
            }

            last = (row.DueTicks, row.Stream);
            if (result.Count < limit && row.DueTicks <= upToTicks) result.Add((row.Stream, row.DueTicks));
            else beyond++;
        }

        _due.Reset();
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
        foreach (var (row, isSound) in AllUnchecked()) yield return isSound ? row : throw Unfit(row.Stream);
    }

    /// <summary>All rows in key order, each with whether its checksum fits.</summary>
    public IEnumerable<(EntityRow Row, bool IsSound)> AllUnchecked()
    {
        var rows = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity ORDER BY stream");
        while (rows.Step())
        {
            var row = Unchecked(rows);
            yield return (row, row.Checksum() == rows.Int64(4));
        }
    }

    public CheckpointMark Mark()
    {
        var mark = _connection.Prepare("SELECT complete_offset, hash, mail_cursor FROM mark");
        var found = mark.Step() ? new CheckpointMark(mark.Int64(0), mark.Bytes(1).ToArray(), mark.Int64(2)) : CheckpointMark.None;
        mark.Reset();
        return found;
    }

    public void Dispose() => _connection.Dispose();

    private static EntityRow Row(SqliteStatement row)
    {
        var read = Unchecked(row);
        return read.Checksum() == row.Int64(4) ? read : throw Unfit(read.Stream);
    }

    private static EntityRow Unchecked(SqliteStatement row) => new(row.Text(0), row.Int64(1), row.Int64(2), row.Bytes(3).ToArray());

    private static EntityRowsDamagedException Unfit(string stream) =>
        new($"The row of {stream} in entities.db does not fit its checksum; the next start rebuilds it from the journal. Nothing is lost.");
}
