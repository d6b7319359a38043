namespace Mainstay.Entities;

/// <summary>The entities whose committed state is newer than their row. The writer adds whole batches; the checkpointer takes all at a batch's end.</summary>
internal sealed class DirtyEntities(JournalHead head)
{
    private readonly Lock _gate = new();
    private List<EntityCell> _cells = [];
    private JournalHead _head = head;
    private int _generation = 1;

    /// <summary>Publishes a batch's states and takes note of them, as one step.</summary>
    public void Publish(JournalBatch batch, Action<EntityCell, Snapshot> alsoOnCommitted)
    {
        lock (_gate)
        {
            batch.Publish((cell, snapshot) =>
            {
                Note(cell);
                alsoOnCommitted(cell, snapshot);
            });
            _head = new JournalHead(batch.LastOffset, batch.Hash);
        }
    }

    /// <summary>Takes note of a cell during recovery, or of one whose row must be written again.</summary>
    public void Add(EntityCell cell)
    {
        lock (_gate) Note(cell);
    }

    /// <summary>The mark that noted cells bear until the next <see cref="Take"/>.</summary>
    public int Generation
    {
        get
        {
            lock (_gate) return _generation;
        }
    }

    /// <summary>Takes cells that a share of a recovery has given the present mark.</summary>
    public void AddNoted(List<EntityCell> cells)
    {
        lock (_gate) _cells.AddRange(cells);
    }

    public void AdvanceTo(JournalHead head)
    {
        lock (_gate) _head = head;
    }

    /// <summary>Forgets everything, for a start that begins anew.</summary>
    public void Clear()
    {
        lock (_gate) _cells = [];
    }

    public int Count
    {
        get
        {
            lock (_gate) return _cells.Count;
        }
    }

    /// <summary>Everything dirty at the committed end, and that end.</summary>
    public (List<EntityCell> Cells, JournalHead Head) Take()
    {
        lock (_gate)
        {
            var taken = (_cells, _head);
            _cells = [];
            _generation++;
            return taken;
        }
    }

    private void Note(EntityCell cell)
    {
        if (cell.DirtyGeneration == _generation) return;
        cell.DirtyGeneration = _generation;
        _cells.Add(cell);
    }
}
