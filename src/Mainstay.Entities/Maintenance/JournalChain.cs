namespace Mainstay.Entities.Maintenance;

/// <summary>Computes the journal's chain anew, segment after segment: every row is read, and nothing stored is believed.</summary>
/// <param name="onDamage">Called for each damage found.</param>
/// <param name="onProgress">Called now and then, with events read.</param>
internal sealed class JournalChain(Action<string> onDamage, Action<MaintenanceProgress>? onProgress)
{
    private const int ReadRows = 10_000;

    /// <summary>The end of what was read.</summary>
    public JournalHead Head { get; private set; } = JournalHead.Empty;

    public long Events { get; private set; }

    public long Batches { get; private set; }

    /// <summary>Goes on at the end of a segment that is known, without reading what comes before it.</summary>
    public void BeginAfter(JournalHead head) => Head = head;

    /// <summary>Reads a whole journal that is in one place. Damage in it is reported, and the reading goes on behind it.</summary>
    public void Read(PostgresJournal journal)
    {
        const string Name = "the journal in PostgreSQL";
        try
        {
            var end = journal.Head();
            while (Head.Offset < end.Offset) ReadBatches(journal.Read, Name, firstOffset: 1, end);
            CheckCount(journal.CountRows(end.Offset), Name, end.Offset);
        }
        catch (StoreDamagedException unreadable)
        {
            onDamage($"After offset {Head.Offset}: {unreadable.Message}");
        }
    }

    /// <summary>Reads one segment, which must continue <see cref="Head"/>. Damage in it is reported, and the reading goes on behind it.</summary>
    public void Read(SegmentFile segment)
    {
        var name = Path.GetFileName(segment.Path);
        if (!segment.Continues(Head))
        {
            onDamage($"{name} does not continue what comes before it (offset {Head.Offset}): a file is missing, cut, or from another journal.");
        }

        Head = new JournalHead(segment.FirstOffset - 1, segment.PreviousHash);
        try
        {
            var end = segment.Head();
            while (Head.Offset < end.Offset) ReadBatches(segment.Read, name, segment.FirstOffset, end);

            // While the server runs, rows may have been added since the end was read.
            var rows = segment.CountRows();
            if (segment.Head().Offset == end.Offset) CheckCount(rows, name, end.Offset - segment.FirstOffset + 1);
        }
        catch (StoreDamagedException unreadable)
        {
            onDamage($"After offset {Head.Offset}: {unreadable.Message}");
        }
    }

    private void ReadBatches(Func<long, int, Stack<EncodedRows>?, IReadOnlyList<StoredBatch>> read, string name, long firstOffset, JournalHead end)
    {
        foreach (var batch in read(Head.Offset, ReadRows, null).Where(batch => batch.LastOffset <= end.Offset))
        {
            var hash = batch.Rows.HashAfter(Head.Hash.Span);
            if (batch.FirstOffset != Head.Offset + 1 || !batch.Hash.Span.SequenceEqual(hash))
            {
                onDamage($"{name}: the batch of offsets {Head.Offset + 1} to {batch.LastOffset} does not fit its hash.");
            }

            Head = new JournalHead(batch.LastOffset, batch.Hash); // As stored, so that one damage is reported once.
            Events += batch.Rows.Count;
            Batches++;
        }

        onProgress?.Invoke(new MaintenanceProgress("check", name, Head.Offset - firstOffset + 1, end.Offset - firstOffset + 1));
    }

    private void CheckCount(long rows, string name, long covered)
    {
        if (rows != covered) onDamage($"{name} holds {rows} rows, of which batches cover {covered}.");
    }
}
