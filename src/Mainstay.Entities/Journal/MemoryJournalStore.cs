namespace Mainstay.Entities;

/// <summary>A journal in memory, for tests, simulation and benchmarks of the host alone. What was appended outlives the host, not the process.</summary>
public sealed class MemoryJournalStore : IJournalStore
{
    private readonly Lock _gate = new();
    private readonly List<StoredBatch> _batches = [];

    public JournalHead Head { get; private set; } = JournalHead.Empty;

    public void Append(EncodedRows rows, JournalHead head)
    {
        var kept = new EncodedRows();
        for (var index = 0; index < rows.Count; index++) kept.Add(rows.BytesOf(index), rows[index].Offset);
        lock (_gate)
        {
            _batches.Add(new StoredBatch(head.Offset, head.Hash.ToArray(), kept));
            Head = head;
        }
    }

    /// <summary>Answers what it keeps, so it has no use for spare rows.</summary>
    public IReadOnlyList<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null)
    {
        lock (_gate)
        {
            var result = new List<StoredBatch>();
            var rows = 0;
            for (var index = FirstAfter(afterOffset); index < _batches.Count && rows < maximumRows; index++)
            {
                result.Add(_batches[index]);
                rows += _batches[index].Rows.Count;
            }

            return result;
        }
    }

    public ReadOnlyMemory<byte>? HashAt(long offset)
    {
        if (offset == 0) return JournalHead.Empty.Hash;
        lock (_gate)
        {
            var index = FirstAfter(offset - 1);
            if (index == _batches.Count || _batches[index].LastOffset != offset) return null;
            return _batches[index].Hash;
        }
    }

    public long BatchBefore(long offset)
    {
        lock (_gate)
        {
            var index = FirstAfter(offset - 1);
            return index == 0 ? 0 : _batches[index - 1].LastOffset;
        }
    }

    public void Dispose()
    {
    }

    private int FirstAfter(long offset)
    {
        var (low, high) = (0, _batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_batches[middle].LastOffset > offset) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
