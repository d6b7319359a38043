namespace Mainstay.Entities;

/// <summary>
/// The journal as a row of SQLite files, each sealed at a size, and a head file beside them (DESIGN 4.3). One process at a time: the data folder's lock sees to that.
/// </summary>
public sealed class SqliteJournalStore : IJournalStore
{
    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly HeadFile _headFile;
    private readonly Timer _headTimer;
    private volatile SegmentFile[] _segments;
    private volatile IOException? _headFailure;
    private SegmentWriter? _writer;
    private JournalHead _head;

    /// <summary>Opens or creates the journal in a folder.</summary>
    /// <param name="directory">The folder; created when it does not exist.</param>
    /// <param name="segmentBytes">The size at which a segment is sealed.</param>
    /// <exception cref="StoreDamagedException">The journal ends before its recorded head, has gaps, or was written by a newer program.</exception>
    public SqliteJournalStore(string directory, long segmentBytes = 1L << 30)
    {
        (_directory, _segmentBytes) = (directory, segmentBytes);
        Directory.CreateDirectory(directory);
        _segments = OpenSegments();
        _headFile = new HeadFile(Path.Combine(directory, "head"));
        try
        {
            if (_segments.Length == 0) _segments = [FirstSegment()];
            _writer = new SegmentWriter(_segments[^1]);
            _head = _segments[^1].Head();
            CheckHead();
        }
        catch
        {
            _writer?.Dispose();
            _headFile.Dispose();
            throw;
        }

        _headFile.Write(_head);
        _headTimer = new Timer(_ => RecordHead(), null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));
    }

    public JournalHead Head => Volatile.Read(ref _head);

    public void Append(EncodedRows rows, JournalHead head)
    {
        if (_headFailure is { } failure) throw new IOException("The journal's head could not be recorded.", failure);
        var writer = _writer ?? throw new IOException("The journal was closed after a failure.");
        try
        {
            writer.Append(rows, head);
            Volatile.Write(ref _head, head);
            if (writer.FileBytes > _segmentBytes) Roll();
        }
        catch
        {
            _writer = null; // Not written to again by this process, whatever the caller does.
            writer.Dispose();
            throw;
        }
    }

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows)
    {
        var segments = _segments;
        for (var index = SegmentOf(segments, afterOffset + 1); index < segments.Length; index++)
        {
            var batches = segments[index].Read(afterOffset, maximumRows);
            if (batches.Count > 0) return batches;
        }

        return [];
    }

    public ReadOnlyMemory<byte>? HashAt(long offset)
    {
        if (offset == 0) return JournalHead.Empty.Hash;
        var segments = _segments;
        return segments[SegmentOf(segments, offset)].HashAt(offset);
    }

    public long BatchBefore(long offset)
    {
        var segments = _segments;
        return segments[SegmentOf(segments, offset)].BatchBefore(offset);
    }

    public void Dispose()
    {
        _headTimer.Dispose();
        if (_writer is { } writer)
        {
            _headFile.Write(Head);
            writer.Dispose();
            _writer = null;
        }

        _headFile.Dispose();
        foreach (var segment in _segments) segment.Dispose();
    }

    private static int SegmentOf(SegmentFile[] segments, long offset)
    {
        var index = segments.Length - 1;
        while (index > 0 && segments[index].FirstOffset > offset) index--;
        return index;
    }

    private SegmentFile[] OpenSegments()
    {
        foreach (var unfinished in Directory.GetFiles(_directory, "*" + SegmentFile.Extension + ".new*")) File.Delete(unfinished);
        var paths = Directory.GetFiles(_directory, "*" + SegmentFile.Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return [.. paths.Select(OpenSegment)];
    }

    private static SegmentFile OpenSegment(string path)
    {
        try
        {
            return SegmentFile.Open(path);
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            throw new StoreDamagedException(Damaged($"The file {Path.GetFileName(path)} cannot be read: {damage.Message}"), damage);
        }
    }

    private SegmentFile FirstSegment()
    {
        if (_headFile.Recorded is { Offset: > 0 } recorded)
        {
            throw new StoreDamagedException(Damaged($"The journal's files are missing, though {recorded.Offset} events were written."));
        }

        return SegmentFile.Create(_directory, JournalHead.Empty);
    }

    /// <summary>The chain of segments is whole, and the journal does not end before what was recorded.</summary>
    private void CheckHead()
    {
        for (var index = 0; index < _segments.Length; index++)
        {
            var before = index == 0 ? JournalHead.Empty : _segments[index - 1].Head();
            var segment = _segments[index];
            if (segment.FirstOffset == before.Offset + 1 && segment.PreviousHash.Span.SequenceEqual(before.Hash.Span)) continue;
            throw new StoreDamagedException(Damaged($"{Path.GetFileName(segment.Path)} does not continue what comes before it (offset {before.Offset}): a file is missing, cut, or from another journal."));
        }

        if (_headFile.Recorded is not { } recorded)
        {
            if (_head.Offset == 0) return;
            throw new StoreDamagedException(Damaged("The file journal/head, which says where the journal must end, is missing or damaged. `mainstay verify DIR --write-head` checks the whole journal and writes it anew."));
        }

        if (_head.Offset < recorded.Offset)
        {
            throw new StoreDamagedException(Damaged($"The journal ends at offset {_head.Offset}, but {recorded.Offset} was on disk before: its tail is missing."));
        }

        if (HashAt(recorded.Offset) is not { } hash || !hash.Span.SequenceEqual(recorded.Hash.Span))
        {
            throw new StoreDamagedException(Damaged($"The journal has another history than the one recorded up to offset {recorded.Offset}."));
        }
    }

    /// <summary>On a timer's thread: a failure is kept for the next append, which then stops the process in the ordinary way.</summary>
    private void RecordHead()
    {
        try
        {
            _headFile.Write(Head);
        }
        catch (IOException failure)
        {
            _headFailure = failure;
        }
    }

    private static string Damaged(string what) =>
        what + " Nothing was changed. Keep the data folder as it is, restore the newest backup into a new folder (`mainstay restore DIR`), and compare with `mainstay verify`.";

    private void Roll()
    {
        _writer!.Seal();
        _writer.Dispose();
        _headFile.Write(Head);
        var next = SegmentFile.Create(_directory, Head);
        _writer = new SegmentWriter(next);
        _segments = [.. _segments, next];
    }
}
