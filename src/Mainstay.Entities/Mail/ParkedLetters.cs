namespace Mainstay.Entities;

/// <summary>
/// Mail for entities that are stopped, in the order in which it was caused. However much of it waits, keeping, finding and letting go of one letter costs about the same. Relay and checkpoint thread.
/// </summary>
/// <param name="stored">What was parked before this start.</param>
internal sealed class ParkedLetters(IEnumerable<ParkedMail> stored)
{
    private static readonly Comparer<ParkedMail> s_byPosition = Comparer<ParkedMail>.Create(Compare);
    private readonly Lock _gate = new();
    private readonly SortedSet<ParkedMail> _kept = new(stored, s_byPosition);
    private readonly Queue<(ParkedMail Mail, long QueuedUpTo)> _delivered = new();

    public int Count
    {
        get
        {
            lock (_gate) return _kept.Count;
        }
    }

    /// <summary>True when every letter that was taken after all is on disk as taken.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate) return _delivered.Count == 0;
        }
    }

    /// <summary>Keeps a letter; one that is kept already stays as it is: a restart may bring the same mail again before the cursor has passed it.</summary>
    public void Keep(ParkedMail mail)
    {
        lock (_gate) _kept.Add(mail);
    }

    /// <summary>A letter was taken after all; it stays kept until the journal is committed up to <paramref name="queuedUpTo"/>.</summary>
    public void Delivered(ParkedMail mail, long queuedUpTo)
    {
        lock (_gate) _delivered.Enqueue((mail, queuedUpTo));
    }

    /// <summary>Lets go of letters whose taking is on disk.</summary>
    public void Committed(long offset)
    {
        lock (_gate)
        {
            while (_delivered.TryPeek(out var next) && next.QueuedUpTo <= offset) _kept.Remove(_delivered.Dequeue().Mail);
        }
    }

    public IReadOnlyList<ParkedMail> All()
    {
        lock (_gate) return [.. _kept];
    }

    /// <summary>Those that were caused at or before an offset.</summary>
    public IReadOnlyList<ParkedMail> UpTo(long offset)
    {
        lock (_gate) return [.. _kept.TakeWhile(mail => mail.Position.Offset <= offset)];
    }

    private static int Compare(ParkedMail left, ParkedMail right)
    {
        var order = left.Position.CompareTo(right.Position);
        return order != 0 ? order : left.Position.Shard.CompareTo(right.Position.Shard);
    }
}
