namespace Mainstay.Entities;

/// <summary>Entity rows in memory.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, EntityRow> _rows = new(StringComparer.Ordinal);
    private IReadOnlyList<ParkedMail> _parked = [];
    private Dictionary<string, int> _stateVersions = new(StringComparer.Ordinal);

    public CheckpointMark Mark { get; private set; } = CheckpointMark.None;

    public EntityRow? Read(string stream)
    {
        lock (_gate) return _rows.GetValueOrDefault(stream);
    }

    public void Write(IReadOnlyList<EntityRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows) _rows[row.Stream] = row with { Body = row.Body.ToArray() };
        }
    }

    public void Complete(CheckpointMark mark, IReadOnlyList<ParkedMail> parked)
    {
        lock (_gate)
        {
            _parked = [.. parked];
            Mark = mark;
        }
    }

    public IReadOnlyList<ParkedMail> Parked()
    {
        lock (_gate) return _parked;
    }

    public IReadOnlyList<(string Stream, long DueTicks)> Due(long afterTicks, string afterStream, long upToTicks, int limit)
    {
        lock (_gate)
        {
            return [.. _rows.Values.Where(row => row.DueTicks != 0 && row.DueTicks <= upToTicks)
                .Where(row => row.DueTicks > afterTicks || (row.DueTicks == afterTicks && string.CompareOrdinal(row.Stream, afterStream) > 0))
                .OrderBy(row => row.DueTicks).ThenBy(row => row.Stream, StringComparer.Ordinal)
                .Take(limit).Select(row => (row.Stream, row.DueTicks))];
        }
    }

    public IReadOnlyList<string> MustRebuild()
    {
        lock (_gate) return [.. _rows.Values.Where(row => row.Version == EntityRow.MustRebuild).Select(row => row.Stream)];
    }

    public IReadOnlyDictionary<string, int> StateVersions()
    {
        lock (_gate) return _stateVersions;
    }

    public void Adopt(IReadOnlyDictionary<string, int> stateVersions)
    {
        lock (_gate) _stateVersions = new Dictionary<string, int>(stateVersions, StringComparer.Ordinal);
    }

    public void Reset()
    {
        lock (_gate)
        {
            _rows.Clear();
            _parked = [];
            Mark = CheckpointMark.None;
        }
    }

    public IEnumerable<EntityRow> All()
    {
        lock (_gate) return [.. _rows.Values];
    }

    public void Dispose()
    {
    }
}
