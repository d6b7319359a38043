namespace Mainstay.Mqtt;

/// <summary>
/// One level of the filters that go through it. Most nodes have one child or one subscription, which then stand in the field itself: 40 bytes and the level's name. Changed under the tree's
/// lock, read without.
/// </summary>
internal sealed class TopicNode<T>(byte[] level)
    where T : class
{
    private static readonly Func<object, int> s_hashOfNode = node => HashOf(((TopicNode<T>)node)._level);
    private readonly byte[] _level = level;

    // Nothing, one node, or a table of nodes.
    private object? _children;

    // Nothing, one subscription, or a table of them.
    private object? _subscriptions;

    public bool IsEmpty => _children is null && _subscriptions is null;

    public TopicNode<T>? Child(ReadOnlySpan<byte> level)
    {
        var children = Volatile.Read(ref _children);
        if (children is OpenTable table) return IndexOf(table.Places, level, out var found) < 0 ? null : found;
        return children is TopicNode<T> only && level.SequenceEqual(only._level) ? only : null;
    }

    public TopicNode<T> ChildToAdd(ReadOnlySpan<byte> level)
    {
        if (Child(level) is { } present) return present;
        var added = new TopicNode<T>(level.ToArray());
        if (_children is null) Volatile.Write(ref _children, added);
        else TableOf(ref _children, s_hashOfNode).Add(added, s_hashOfNode);
        return added;
    }

    public void Remove(TopicNode<T> child)
    {
        if (_children is OpenTable table)
        {
            table.RemoveAt(IndexOf(table.Places, child._level, out _));
            if (table.Count > 0) return;
        }

        Volatile.Write(ref _children, null);
    }

    /// <returns>The equal subscription that was replaced.</returns>
    public T? Put(T subscription, IEqualityComparer<T> comparer)
    {
        if (_subscriptions is T only && comparer.Equals(only, subscription) || _subscriptions is null)
        {
            var replaced = (T?)_subscriptions;
            Volatile.Write(ref _subscriptions, subscription);
            return replaced;
        }

        Func<object, int> hashOf = item => comparer.GetHashCode((T)item);
        var table = TableOf(ref _subscriptions, hashOf);
        var index = IndexOf(table.Places, subscription, comparer, out var present);
        if (present is null) table.Add(subscription, hashOf);
        else table.Replace(index, subscription);
        return present;
    }

    /// <returns>The equal subscription that was removed.</returns>
    public T? Take(T subscription, IEqualityComparer<T> comparer)
    {
        if (_subscriptions is not OpenTable table)
        {
            if (_subscriptions is not T only || !comparer.Equals(only, subscription)) return null;
            Volatile.Write(ref _subscriptions, null);
            return only;
        }

        var index = IndexOf(table.Places, subscription, comparer, out var present);
        if (present is null) return null;
        table.RemoveAt(index);
        if (table.Count == 0) Volatile.Write(ref _subscriptions, null);
        return present;
    }

    public void VisitSubscriptions<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, ISubscriptionVisitor<T>, allows ref struct
    {
        var subscriptions = Volatile.Read(ref _subscriptions);
        if (subscriptions is not OpenTable table)
        {
            if (subscriptions is T only) visitor.Visit(only);
            return;
        }

        var places = table.Places;
        for (var i = 0; i < places.Length; i++)
        {
            if (Volatile.Read(ref places[i]) is T subscription && subscription != OpenTable.Removed) visitor.Visit(subscription);
        }
    }

    private static OpenTable TableOf(ref object? field, Func<object, int> hashOf)
    {
        if (field is OpenTable present) return present;
        var table = new OpenTable();
        table.Add(field!, hashOf);
        Volatile.Write(ref field, table);
        return table;
    }

    /// <summary>Clients choose the names of levels: the hash is keyed by a number of this process, so that they cannot choose collisions.</summary>
    private static int HashOf(ReadOnlySpan<byte> level)
    {
        if (level.Length == 1) return level[0];
        var hash = default(HashCode);
        hash.AddBytes(level);
        return hash.ToHashCode();
    }

    private static int IndexOf(object?[] places, ReadOnlySpan<byte> level, out TopicNode<T>? found)
    {
        var mask = places.Length - 1;
        for (var i = HashOf(level) & mask; ; i = (i + 1) & mask)
        {
            var place = Volatile.Read(ref places[i]);
            found = place as TopicNode<T>;
            if (place is null) return -1;
            if (found is not null && level.SequenceEqual(found._level)) return i;
        }
    }

    private static int IndexOf(object?[] places, T subscription, IEqualityComparer<T> comparer, out T? found)
    {
        var mask = places.Length - 1;
        for (var i = comparer.GetHashCode(subscription) & mask; ; i = (i + 1) & mask)
        {
            var place = places[i];
            found = place == OpenTable.Removed ? null : place as T;
            if (place is null) return -1;
            if (found is not null && comparer.Equals(found, subscription)) return i;
        }
    }
}
