namespace Mainstay.Entities;

/// <summary>
/// The journal as a row of SQLite files, each sealed at a size, and a head file beside them. One process at a time: the data folder's lock sees to that.
/// </summary>
public sealed class SqliteJournalStore : IJournalStore
{
    private const long SealRetryBytes = 4 << 20;
    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly HeadRecorder _recorder;
    private long _sealAt;
    private readonly JournalFiles _files;
    private SegmentWriter? _writer;
    private JournalHead _head;

    /// <summary>Opens or creates the journal in a folder.</summary>
    /// <param name="directory">The folder; created when it does not exist.</param>
    /// <param name="segmentBytes">The size at which a segment is sealed.</param>
    /// <exception cref="StoreDamagedException">The journal ends before its recorded head, has gaps, or was written by a newer program.</exception>
    public SqliteJournalStore(string directory, long segmentBytes = 1L << 30)
    {
        (_directory, _segmentBytes, _sealAt) = (directory, segmentBytes, segmentBytes);
        if (!Directory.Exists(directory)) Create(directory);
        foreach (var unfinished in Directory.GetFiles(directory, "*" + SegmentFile.Extension + ".new*")) File.Delete(unfinished);
        _files = JournalFiles.Open(directory);
        _recorder = new HeadRecorder(Path.Combine(directory, "head"));
        try
        {
            if (_files.Segments.Count == 0) _files.Add(FirstSegment());

            // Looked at before anything is written: opening for writing drops what follows a damaged place in the log.
            _files.CheckContinuity();
            _files.CheckAgainst(_recorder.Recorded);
            _head = _files.Head();
            _writer = new SegmentWriter(_files.Last);
        }
        catch
        {
            _recorder.Dispose();
            _files.Dispose();
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
            if (writer.Bytes > _sealAt) Roll(writer);
        }
        catch
        {
            _writer = null; // Not written to again by this process, whatever the caller does.
            writer.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null) => _files.Read(afterOffset, maximumRows, spare);

    public ReadOnlyMemory<byte>? HashAt(long offset) => _files.HashAt(offset);

    public long BatchBefore(long offset) => _files.BatchBefore(offset);

    public void Dispose()
    {
        _recorder.Stop();
        try
        {
            if (_writer is not null) _recorder.Write(Head);
        }
        finally
        {
            // Readers first: the last connection to close writes the log out and removes it.
            _files.Dispose();
            _writer?.Dispose();
            _writer = null;
            _recorder.Dispose();
        }
    }

    private static void Create(string directory)
    {
        Directory.CreateDirectory(directory);
        DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(directory))!);
    }

    private SegmentFile FirstSegment()
    {
        if (_recorder.Recorded is { Offset: > 0 } recorded)
        {
            throw JournalDamage.Of($"The journal's files are missing, though {recorded.Offset} events were written.");
        }

        return SegmentFile.Create(_directory, JournalHead.Empty);
    }

    /// <summary>Writes the head now, as is otherwise done twice a second.</summary>
    internal void RecordHead() => _recorder.Record();

    /// <summary>Seals the open segment and goes on in a new one. A backup that reads the segment puts it off: a segment may be larger, a commit may not wait.</summary>
    private void Roll(SegmentWriter writer)
    {
        if (!writer.TrySeal())
        {
            _sealAt = writer.Bytes + SealRetryBytes;
            return;
        }

        _sealAt = _segmentBytes;
        writer.Dispose();
        _recorder.Write(Head);
        var next = SegmentFile.Create(_directory, Head);
        _writer = new SegmentWriter(next);
        _files.Add(next);
    }
}
