using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Mainstay.People;

/// <summary>
/// A table in memory that forgets what was not used for long. Two generations: when the young one is full it becomes the old one, and the former old one is
/// dropped; what is found in the old one moves to the young one. Holds at most twice its length. Reading takes no lock.
/// </summary>
internal sealed class BoundedTable<TKey, TValue>(int length, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Lock _turn = new();
    private volatile Generations _now = new(New(comparer), New(comparer));
    private int _youngCount;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var now = _now;
        if (now.Young.TryGetValue(key, out value)) return true;
        if (!now.Old.TryGetValue(key, out value)) return false;
        value = Add(key, value);
        return true;
    }

    /// <summary>The value under the key, made if there is none.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make) => TryGet(key, out var value) ? value : Add(key, make(key));

    /// <summary>Puts a value in the place of whatever is there, unless <paramref name="keep"/> says that what is there is newer.</summary>
    public void Put(TKey key, TValue value, Func<TValue, bool> keep)
    {
        if (TryGet(key, out var there) && keep(there)) return;
        var young = _now.Young;
        var added = true;
        young.AddOrUpdate(key, value, (_, present) =>
        {
            added = false;
            return keep(present) ? present : value;
        });
        if (added) Grown();
    }

    public void Remove(TKey key)
    {
        var now = _now;
        if (now.Young.TryRemove(key, out _)) Interlocked.Decrement(ref _youngCount);
        now.Old.TryRemove(key, out _);
    }

    private TValue Add(TKey key, TValue value)
    {
        var young = _now.Young;
        if (!young.TryAdd(key, value)) return young.TryGetValue(key, out var there) ? there : value;
        Grown();
        return value;
    }

    private void Grown()
    {
        if (Interlocked.Increment(ref _youngCount) < length) return;
        lock (_turn)
        {
            if (Volatile.Read(ref _youngCount) < length) return;
            _now = new Generations(New(comparer), _now.Young);
            Volatile.Write(ref _youngCount, 0);
        }
    }

    private static ConcurrentDictionary<TKey, TValue> New(IEqualityComparer<TKey>? comparer) => new(comparer ?? EqualityComparer<TKey>.Default);

    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
