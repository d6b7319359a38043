namespace Mainstay.Entities.Maintenance;

/// <summary>
/// Compares entity rows with a full replay, both read in key order. Rows that are older than the journal's end are replayed once more up to their version; a row may be older only when what
/// follows it comes after the mark.
/// </summary>
internal sealed class VerifyRows(EntityRowSource source, VerifyReplay replay, Action<FindingKind, string, string> found)
{
    private readonly string _mends = "The journal has everything; the next start makes entity rows again when the server cannot read them. To have all made again at once, stop the server and " + source.HowToDrop;
    private readonly Dictionary<string, OlderRow> _older = new(StringComparer.Ordinal);
    private long _compared;

    /// <summary>The number of rows compared.</summary>
    public long Compare()
    {
        try
        {
            using var reader = source.Open();
            if (reader is null) found(FindingKind.Note, source.Name, "There is none: the next start makes it from the journal.");
            else if (Belongs(reader)) CompareWith(reader);
        }
        catch (Exception damage) when (EntityRowSource.IsUnreadable(damage))
        {
            found(FindingKind.MendsItself, source.Name, $"It cannot be read: {damage.Message}. {_mends}");
        }

        return _compared;
    }

    private bool Belongs(IEntityRowReader reader)
    {
        var mark = reader.Mark();
        var head = replay.Journal.Head;
        var stored = reader.StateVersions();
        if (replay.StateVersions.Any(type => stored.TryGetValue(type.Key, out var version) && version != type.Value))
        {
            found(FindingKind.Note, source.Name, "Its rows are of another version of the program: the next start makes them again.");
            return false;
        }

        if (mark.CompleteOffset > head.Offset)
        {
            // The server may have written it after the journal's end was looked at.
            if (source.MayMove()) return true;
            found(FindingKind.Damage, source.Name, JournalDamage.TailMissing(head.Offset, mark.CompleteOffset, source.Name).Message);
            return false;
        }

        if (replay.Journal.HashAt(mark.CompleteOffset) is { } hash && hash.Span.SequenceEqual(mark.Hash.Span)) return true;
        found(FindingKind.MendsItself, source.Name, "Its rows belong to another history than the journal's: the next start drops them and makes them again.");
        return false;
    }

    private void CompareWith(IEntityRowReader reader)
    {
        using var expected = replay.Rows().GetEnumerator();
        var more = expected.MoveNext();
        foreach (var (row, isSound) in reader.AllUnchecked())
        {
            for (; more && StreamOrder.Compare(expected.Current.Stream, row.Stream) < 0; more = expected.MoveNext()) Older(expected.Current.Stream, row: null);
            var isExpected = more && expected.Current.Stream == row.Stream;
            if (!isSound) found(FindingKind.MendsItself, source.Name, $"The row of {row.Stream} does not fit its checksum. {_mends}");
            else if (!isExpected) found(FindingKind.MendsItself, source.Name, $"There is a row of {row.Stream}, of which the journal has no event. {_mends}");
            else Compare(expected.Current, row);
            if (isExpected) more = expected.MoveNext();
        }

        for (; more; more = expected.MoveNext()) Older(expected.Current.Stream, row: null);
        if (_older.Count > 0) CompareOlder(reader.Mark().CompleteOffset);
    }

    private void Compare(EntityRow expected, EntityRow row)
    {
        if (row.Version == EntityRow.MustRebuild) found(FindingKind.MendsItself, source.Name, $"{row.Stream} is to be made again at the next start.");
        else if (row.Version < expected.Version) Older(row.Stream, row);
        else if (row.Version == expected.Version) Same(expected, row);
        else if (!source.MayMove()) found(FindingKind.MendsItself, source.Name, $"The row of {row.Stream} has version {row.Version}, but the journal ends at {expected.Version}. {_mends}");
    }

    private void Same(EntityRow expected, EntityRow row)
    {
        _compared++;
        if (RowComparison.Differ(expected, row) is { } difference) found(FindingKind.MendsItself, source.Name, $"The row of {row.Stream} differs from a replay in its {difference}. {_mends}");
    }

    private void Older(string stream, EntityRow? row) => _older.Add(stream, new OlderRow(row));

    /// <summary>One more scan, for the rows that are not of the journal's end: those that changed since the last checkpoint.</summary>
    private void CompareOlder(long mark)
    {
        long position = 0;
        for (var batches = replay.Journal.Read(0, 10_000); batches.Count > 0; batches = replay.Journal.Read(position, 10_000))
        {
            foreach (var batch in batches)
            {
                for (var index = 0; index < batch.Rows.Count; index++) Step(batch.Rows[index], mark);
            }

            position = batches[^1].LastOffset;
        }
    }

    private void Step(RowBytes stored, long mark)
    {
        var stream = System.Text.Encoding.UTF8.GetString(stored.Stream);
        if (!_older.TryGetValue(stream, out var older)) return;
        if (stored.Version > (older.Row?.Version ?? 0))
        {
            if (stored.Offset <= mark) found(FindingKind.MendsItself, source.Name, $"The row of {stream} lacks version {stored.Version}, though rows are said to be complete up to offset {mark}. {_mends}");
            _older.Remove(stream);
            return;
        }

        var runtime = replay.Runtimes[new EntityKey(stream).TypeName.ToString()];
        older.Apply(stored, runtime);
        if (stored.Version == older.Row!.Version) Same(older.AsRow(stream, runtime), older.Row);
    }

    /// <summary>A row, and its entity being replayed up to the row's version.</summary>
    private sealed class OlderRow(EntityRow? row)
    {
        private Snapshot? _snapshot;

        public EntityRow? Row { get; } = row;

        public void Apply(RowBytes stored, EntityRuntime runtime)
        {
            var before = _snapshot ?? runtime.Nothing;
            var read = runtime.ReadEvent(stored.Type, stored.Data);
            var state = read is null ? before.State : runtime.Apply(before.State, read);
            var due = runtime.CanBeDue ? runtime.DueTicks(state) : 0;
            _snapshot = new Snapshot(state, stored.Version, stored.Offset, stored.InstantTicks, Snapshot.Advance(before.Watermarks, stored.Source), due, default);
        }

        public EntityRow AsRow(string stream, EntityRuntime runtime)
        {
            using var encoder = new EntityRowEncoder();
            return encoder.Encode(stream, runtime, _snapshot!);
        }
    }
}
