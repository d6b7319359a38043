using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>The three or four features that Kestrel sets on a connection, in a row: a table for them costs more than they do.</summary>
internal sealed class FewFeatures : IFeatureCollection
{
    private const int Usual = 4;
    private (Type Key, object Value)[] _row = new (Type, object)[Usual];
    private int _count;

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => IndexOf(key) is var index and >= 0 ? _row[index].Value : null;
        set
        {
            Revision++;
            var index = IndexOf(key);
            if (value is null) Remove(index);
            else if (index >= 0) _row[index].Value = value;
            else Add(key, value);
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        for (var i = 0; i < _count; i++) yield return KeyValuePair.Create(_row[i].Key, _row[i].Value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Type key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_row[i].Key == key) return i;
        }

        return -1;
    }

    private void Add(Type key, object value)
    {
        if (_count == _row.Length) Array.Resize(ref _row, _count + Usual);
        _row[_count++] = (key, value);
    }

    private void Remove(int index)
    {
        if (index < 0) return;
        _row[index] = _row[--_count];
        _row[_count] = default;
    }
}
