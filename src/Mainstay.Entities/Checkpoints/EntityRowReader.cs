namespace Mainstay.Entities;

/// <summary>A read-only connection. Each read begins and ends a transaction of its own, so it sees what was committed last.</summary>
internal sealed class EntityRowReader : IDisposable
{
    private readonly SqliteConnectionHandle _connection;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _due;

    public EntityRowReader(string path)
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
        foreach (var (row, isSound) in AllUnchecked()) yield return isSound ? row : throw Unfit(row.Stream);
    }

    /// <summary>All rows in key order, each with whether its checksum fits.</summary>
    public IEnumerable<(EntityRow Row, bool IsSound)> AllUnchecked()
    {
        var rows = _connection.Prepare("SELECT stream, version, due, body, checksum FROM entity ORDER BY stream");
        while (rows.Step())
        {
            var row = Unchecked(rows.Text(0), rows, 1);
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

    private static EntityRow Row(string stream, SqliteStatement row, int first)
    {
        var read = Unchecked(stream, row, first);
        return read.Checksum() == row.Int64(first + 3) ? read : throw Unfit(stream);
    }

    private static EntityRow Unchecked(string stream, SqliteStatement row, int first) => new(stream, row.Int64(first), row.Int64(first + 1), row.Bytes(first + 2).ToArray());

    private static EntityRowsDamagedException Unfit(string stream) =>
        new($"The row of {stream} in entities.db does not fit its checksum; the next start rebuilds it from the journal. Nothing is lost.");
}
