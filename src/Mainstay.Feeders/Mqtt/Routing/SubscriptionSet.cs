using System.Diagnostics.CodeAnalysis;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Routing;

/// <summary>One session's subscriptions by filter. Most have one or two, which then stand in a row: a table costs more than they do. For one caller at a time.</summary>
internal sealed class SubscriptionSet
{
    private const int Few = 8;
    private Subscription[] _row = [];
    private Dictionary<TopicFilter, Subscription>? _table;

    public int Count => _table?.Count ?? _row.Length;

    public IEnumerable<Subscription> All => _table?.Values ?? (IEnumerable<Subscription>)_row;

    public bool Has(TopicFilter filter) => _table?.ContainsKey(filter) ?? IndexOf(filter) >= 0;

    /// <summary>Takes the place of another with the same filter. [MQTT-3.8.4-3]</summary>
    public void Put(Subscription subscription)
    {
        if (_table is null && _row.Length == Few) _table = _row.ToDictionary(one => one.Filter);
        if (_table is not null)
        {
            (_table[subscription.Filter], _row) = (subscription, []);
            return;
        }

        var index = IndexOf(subscription.Filter);
        if (index >= 0) _row[index] = subscription;
        else _row = [.. _row, subscription];
    }

    public bool Remove(TopicFilter filter, [NotNullWhen(true)] out Subscription? removed)
    {
        if (_table is not null) return _table.Remove(filter, out removed);
        var index = IndexOf(filter);
        removed = index < 0 ? null : _row[index];
        if (removed is not null) _row = [.. _row.AsSpan(0, index), .. _row.AsSpan(index + 1)];
        return removed is not null;
    }

    public void Clear() => (_row, _table) = ([], null);

    private int IndexOf(TopicFilter filter)
    {
        for (var i = 0; i < _row.Length; i++)
        {
            if (_row[i].Filter == filter) return i;
        }

        return -1;
    }
}
