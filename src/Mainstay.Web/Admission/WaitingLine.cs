namespace Mainstay.Web;

/// <summary>
/// Somebody who waits to be let in. Whoever is let in goes on with <see cref="AdmittedThreads"/>, and whoever is turned away as a piece of work behind those that have arrived meanwhile: on the thread that lets them in,
/// one admitted request would follow the other, and nobody who arrives would be looked at, not even to be turned away.
/// </summary>
internal sealed class Waiter(AdmissionRank rank, long since) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<bool> _admitted = new();

    public AdmissionRank Rank => rank;

    /// <summary>The timestamp at which they came.</summary>
    public long Since => since;

    /// <summary>True when they are let in, false when they are turned away.</summary>
    public Task<bool> Admitted => _admitted.Task;

    public void LetIn() => AdmittedThreads.GoOn(this);

    public void TurnAway() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>On the calling thread: returns at the request's first wait.</summary>
    public void Begin() => _admitted.SetResult(true);

    void IThreadPoolWorkItem.Execute() => _admitted.SetResult(false);
}

/// <summary>
/// Those who wait: by rank, and by time within a rank. When the line is full, somebody of a higher rank takes the place of the newest of the lowest rank; nobody waits longer than their rank may.
/// Pure; one thread at a time.
/// </summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Waiter>[] _ranks = [.. Enumerable.Range(0, AdmissionRanks.Count).Select(_ => new LinkedList<Waiter>())];

    public int Count { get; private set; }

    public int CountOf(AdmissionRank rank) => _ranks[(int)rank].Count;

    /// <summary>Adds somebody to the end of their rank.</summary>
    /// <param name="waiter">Who comes.</param>
    /// <param name="capacity">How many may wait now.</param>
    /// <returns>Who has to go: somebody of a lower rank, the newcomer when there is none, or null when there is room.</returns>
    public Waiter? Add(Waiter waiter, int capacity)
    {
        if (!HasRoomFor(waiter.Rank, capacity)) return waiter;
        var newest = Count < capacity ? null : NewestBelow(waiter.Rank);
        Append(waiter);
        return newest is null ? null : Remove(newest);
    }

    /// <summary>Whether somebody of the rank may wait: there is room, or somebody of a lower rank has to go for them.</summary>
    public bool HasRoomFor(AdmissionRank rank, int capacity) => Count < capacity * AdmissionRanks.Patience(rank) || NewestBelow(rank) is not null;

    /// <summary>The one who is next: the highest rank's oldest; null when nobody waits.</summary>
    /// <param name="overdue">The oldest of those who came before this timestamp goes before all others; null for nobody.</param>
    public Waiter? TakeNext(long? overdue = null) => (OldestBefore(overdue ?? long.MinValue) ?? Highest()) is { } next ? Remove(next) : null;

    /// <summary>Takes out one who has waited for <paramref name="longest"/>, or as many times that as their rank may; null when there is none.</summary>
    public Waiter? TakeStale(long now, long longest)
    {
        foreach (var rank in _ranks)
        {
            if (rank.First is { } first && now - first.Value.Since >= longest * AdmissionRanks.Patience(first.Value.Rank)) return Remove(first);
        }

        return null;
    }

    private LinkedListNode<Waiter>? OldestBefore(long timestamp)
    {
        LinkedListNode<Waiter>? oldest = null;
        foreach (var rank in _ranks)
        {
            if (rank.First is { } first && first.Value.Since < timestamp) (oldest, timestamp) = (first, first.Value.Since);
        }

        return oldest;
    }

    private LinkedListNode<Waiter>? Highest()
    {
        foreach (var rank in _ranks)
        {
            if (rank.First is { } first) return first;
        }

        return null;
    }

    private LinkedListNode<Waiter>? NewestBelow(AdmissionRank rank)
    {
        for (var lower = _ranks.Length - 1; lower > (int)rank; lower--)
        {
            if (_ranks[lower].Last is { } newest) return newest;
        }

        return null;
    }

    private void Append(Waiter waiter)
    {
        _ranks[(int)waiter.Rank].AddLast(waiter);
        Count++;
    }

    /// <summary>The newest or the oldest of a rank.</summary>
    private Waiter Remove(LinkedListNode<Waiter> node)
    {
        node.List!.Remove(node);
        Count--;
        return node.Value;
    }
}
