using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>The three or four features that Kestrel sets on a connection, in a row: a table for them costs more than they do.</summary>
internal sealed class FewFeatures : IFeatureCollection
{
    private KeyValuePair<Type, object>[] _row = [];

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => Array.Find(_row, one => one.Key == key).Value;
        set
        {
            Revision++;
            var others = Array.FindAll(_row, one => one.Key != key);
            _row = value is null ? others : [.. others, KeyValuePair.Create(key, value)];
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => ((IEnumerable<KeyValuePair<Type, object>>)_row).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
