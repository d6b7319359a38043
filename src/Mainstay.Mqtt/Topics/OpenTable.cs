namespace Mainstay.Mqtt;

/// <summary>
/// A hash table in one array, with linear probing: 8 bytes for each place, of which three in eight to six in eight are used. One thread at a time changes it; any number read meanwhile without
/// a lock, because a place only ever goes from empty to an item, to an equal item, to <see cref="Removed"/>, and a larger array is filled before it is shown.
/// </summary>
internal sealed class OpenTable
{
    /// <summary>Stands where something was, so that what lies behind it is still found.</summary>
    public static readonly object Removed = new();

    private object?[] _places = new object?[4];
    private int _used;

    public int Count { get; private set; }

    /// <summary>To be read from the hash on, round the end, up to the first empty place; there is one.</summary>
    public object?[] Places => Volatile.Read(ref _places);

    /// <param name="item">Not in the table.</param>
    /// <param name="hashOf">Of each item in it.</param>
    public void Add(object item, Func<object, int> hashOf)
    {
        if ((_used + 1) * 4 > _places.Length * 3) Rebuild(hashOf);
        Place(_places, item, hashOf(item));
        _used++;
        Count++;
    }

    /// <param name="index">Of an item in the newest <see cref="Places"/>.</param>
    /// <param name="item">One of the same hash.</param>
    public void Replace(int index, object item) => Volatile.Write(ref _places[index], item);

    /// <param name="index">Of an item in the newest <see cref="Places"/>.</param>
    public void RemoveAt(int index)
    {
        Volatile.Write(ref _places[index], Removed);
        Count--;
    }

    private static void Place(object?[] places, object item, int hash)
    {
        var mask = places.Length - 1;
        var index = hash & mask;
        while (places[index] is not null) index = (index + 1) & mask;
        Volatile.Write(ref places[index], item);
    }

    /// <summary>Without what was removed, and with room to double.</summary>
    private void Rebuild(Func<object, int> hashOf)
    {
        var length = 4;
        while (length * 3 < Count * 8) length *= 2;
        var places = new object?[length];
        foreach (var item in _places)
        {
            if (item is not null && item != Removed) Place(places, item, hashOf(item));
        }

        _used = Count;
        Volatile.Write(ref _places, places);
    }
}
