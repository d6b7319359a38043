using System.Text;

namespace Mainstay.Entities;

/// <summary>Rows of whole batches, in order, with the chain's hash after the last of them.</summary>
internal sealed record FollowedRows(IReadOnlyList<CommittedRow> Rows, long LastOffset, ReadOnlyMemory<byte> Hash);

/// <summary>
/// The newest committed batches in memory, for those who follow the journal (mail, views): until all of them have passed, so that what is behind them dies young. Bounded: a follower that
/// falls behind the window reads from the store.
/// </summary>
/// <param name="store">Where older batches are.</param>
/// <param name="runtimes">The entity types by stored name.</param>
/// <param name="head">The journal's end at the start.</param>
/// <param name="options">How many rows are kept in memory, and how many are read at a time.</param>
internal sealed class CommitLog(IJournalStore store, IReadOnlyDictionary<string, EntityRuntime> runtimes, JournalHead head, HostOptions options)
{
    private readonly object _gate = new();
    private readonly LinkedList<JournalBatch> _window = new();
    private readonly List<Func<long>> _followers = [];
    private long _announced = head.Offset;
    private int _rows;
    private int _waiting;

    /// <summary>The committed end of the journal.</summary>
    public JournalHead Head { get; private set; } = head;

    /// <summary>Not before the offset of any state that a reader may have seen: states become visible a moment before <see cref="Head"/> moves.</summary>
    public long Announced => Interlocked.Read(ref _announced);

    /// <summary>A batch is on disk, and its states are about to become visible.</summary>
    public void Announce(long offset) => Interlocked.Exchange(ref _announced, offset);

    /// <summary>Keeps batches for a follower until it has passed them.</summary>
    /// <param name="position">Answers the offset up to which it needs nothing any more.</param>
    public void Follow(Func<long> position)
    {
        lock (_gate) _followers.Add(position);
    }

    public void Publish(JournalBatch batch)
    {
        lock (_gate)
        {
            var passed = long.MaxValue;
            foreach (var position in _followers) passed = Math.Min(passed, position());
            _window.AddLast(batch);
            _rows += batch.Meanings.Count;
            while (_window.Count > 1 && (_rows > options.WindowRows || _window.First!.Value.LastOffset <= passed))
            {
                _rows -= _window.First!.Value.Meanings.Count;
                _window.RemoveFirst();
            }

            Head = new JournalHead(batch.LastOffset, batch.Hash);
            if (_waiting > 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The next batch after an offset that ends a batch; null when there is none yet.</summary>
    public FollowedRows? Next(long after)
    {
        lock (_gate)
        {
            if (after >= Head.Offset) return null;
            if (Find(after + 1) is { } batch) return batch.FirstOffset == after + 1 ? new FollowedRows(batch.Meanings, batch.LastOffset, batch.Hash) : null;
        }

        return ReadStored(after);
    }

    /// <summary>The batch in the window that holds an offset, looked for from the nearer end; null when it is older than the window.</summary>
    private JournalBatch? Find(long offset)
    {
        if (_window.First is not { } first || offset < first.Value.FirstOffset) return null;
        if (offset - first.Value.FirstOffset > _window.Last!.Value.LastOffset - offset)
        {
            var late = _window.Last;
            while (late.Value.FirstOffset > offset) late = late.Previous!;
            return late.Value;
        }

        while (first.Value.LastOffset < offset) first = first.Next!;
        return first.Value;
    }

    /// <summary>Waits until something is committed after an offset.</summary>
    public void WaitPast(long offset, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(Wake);
        lock (_gate)
        {
            while (Head.Offset <= offset && !cancellationToken.IsCancellationRequested)
            {
                _waiting++;
                Monitor.Wait(_gate);
                _waiting--;
            }
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private FollowedRows ReadStored(long after)
    {
        var batches = store.Read(after, options.FollowerRows);
        if (batches.Count == 0) throw new StoreDamagedException($"The journal has no batch after offset {after}, though more was committed.");
        var rows = new List<CommittedRow>();
        foreach (var batch in batches)
        {
            for (var index = 0; index < batch.Rows.Count; index++) rows.Add(MeaningOf(batch.Rows[index]));
        }

        return new FollowedRows(rows, batches[^1].LastOffset, batches[^1].Hash);
    }

    private CommittedRow MeaningOf(RowBytes row)
    {
        var stream = Encoding.UTF8.GetString(row.Stream);
        var known = runtimes.TryGetValue(new EntityKey(stream).TypeName.ToString(), out var runtime);
        object? stored = null;
        if (known)
        {
            try
            {
                stored = runtime!.ReadEvent(row.Type, row.Data);
            }
            catch (Exception unreadable) when (unreadable is StoreDamagedException or System.Text.Json.JsonException or NotSupportedException)
            {
                stored = new UnreadableEvent(unreadable.Message);
            }
        }

        return new CommittedRow(row.Offset, stream, runtime, row.Version, row.InstantTicks, Encoding.UTF8.GetString(row.Actor), stored);
    }
}

/// <summary>Stands in a followed row for an event that this program cannot read.</summary>
internal sealed record UnreadableEvent(string Reason);
