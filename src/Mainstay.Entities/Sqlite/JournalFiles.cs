namespace Mainstay.Entities;

/// <summary>The segments of one journal, for reading: by its only writer, and by tools that look at a journal beside it or at a copy.</summary>
internal sealed class JournalFiles : IJournalReader, IDisposable
{
    private volatile SegmentFile[] _segments;

    private JournalFiles(SegmentFile[] segments) => _segments = segments;

    public IReadOnlyList<SegmentFile> Segments => _segments;

    public SegmentFile Last => _segments[^1];

    /// <exception cref="StoreDamagedException">A segment cannot be read, or was written by a newer program.</exception>
    public static JournalFiles Open(string directory) => new([.. Paths(directory).Select(SegmentFile.Open)]);

    /// <summary>The segments' files in the journal's order; names begin with the first offset. What is still being made has another ending.</summary>
    public static string[] Paths(string directory)
    {
        var paths = Directory.GetFiles(directory, "*" + SegmentFile.Extension);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    public void Add(SegmentFile next) => _segments = [.. _segments, next];

    public JournalHead Head() => _segments.Length == 0 ? JournalHead.Empty : Last.Head();

    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null)
    {
        var segments = _segments;
        for (var index = IndexOf(segments, afterOffset + 1); index < segments.Length; index++)
        {
            var batches = segments[index].Read(afterOffset, maximumRows, spare);
            if (batches.Count > 0) return batches;
        }

        return [];
    }

    public ReadOnlyMemory<byte>? HashAt(long offset)
    {
        if (offset == 0) return JournalHead.Empty.Hash;
        var segments = _segments;
        return segments.Length == 0 ? null : segments[IndexOf(segments, offset)].HashAt(offset);
    }

    public long BatchBefore(long offset)
    {
        var segments = _segments;
        return segments[IndexOf(segments, offset)].BatchBefore(offset);
    }

    /// <summary>Each segment continues the one before it.</summary>
    /// <exception cref="StoreDamagedException">One does not.</exception>
    public void CheckContinuity()
    {
        var before = JournalHead.Empty;
        foreach (var segment in _segments)
        {
            if (!segment.Continues(before))
            {
                throw JournalDamage.Of($"{Path.GetFileName(segment.Path)} does not continue what comes before it (offset {before.Offset}): a file is missing, cut, or from another journal.");
            }

            before = segment.Head();
        }
    }

    /// <summary>The journal does not end before what was recorded, and is the one that it was recorded of.</summary>
    /// <exception cref="StoreDamagedException">It does, or is not.</exception>
    public void CheckAgainst(JournalHead? recorded)
    {
        var head = Head();
        if (recorded is null)
        {
            if (head.Offset == 0) return;
            throw JournalDamage.Of("The file journal/head, which says where the journal must end, is missing or damaged. `mainstay verify DIR --write-head` checks the whole journal and writes it anew.");
        }

        if (head.Offset < recorded.Offset) throw JournalDamage.TailMissing(head.Offset, recorded.Offset, "journal/head");
        if (HashAt(recorded.Offset) is not { } hash || !hash.Span.SequenceEqual(recorded.Hash.Span))
        {
            throw JournalDamage.Of($"The journal has another history than the one recorded up to offset {recorded.Offset}.");
        }
    }

    public void Dispose()
    {
        foreach (var segment in _segments) segment.Dispose();
    }

    private static int IndexOf(SegmentFile[] segments, long offset)
    {
        var index = segments.Length - 1;
        while (index > 0 && segments[index].FirstOffset > offset) index--;
        return index;
    }
}
