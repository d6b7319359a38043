using System.Text;

namespace Mainstay.Mqtt;

/// <summary>One property in a list that was checked.</summary>
public readonly ref struct Property
{
    public PropertyId Id { get; internal init; }

    /// <summary>Of a number or flag.</summary>
    public uint Number { get; internal init; }

    /// <summary>Of a text or binary property: without its length.</summary>
    public ReadOnlySpan<byte> Value { get; internal init; }

    /// <summary>Of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; internal init; }

    /// <summary>Identifier and value as they stand in the packet.</summary>
    public ReadOnlySpan<byte> Encoded { get; internal init; }

    /// <summary>Goes to each subscriber unaltered.</summary>
    public bool IsForwarded => Id is PropertyId.PayloadFormatIndicator or PropertyId.ContentType or PropertyId.ResponseTopic or PropertyId.CorrelationData or PropertyId.UserProperty;

    public string ToText() => Encoding.UTF8.GetString(Value);

    public UserProperty ToUserProperty() => new(Encoding.UTF8.GetString(Name), ToText());
}

/// <summary>
/// The properties of a packet, as bytes that were checked: each belongs there, none is there too often, each value is one that it may have. Read with <c>foreach</c>, without copies.
/// Source: MQTT 5.0, 2.2.2.
/// </summary>
public readonly ref struct PropertyList
{
    private PropertyList(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>As they stand in the packet, without their length in front.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsEmpty => Bytes.IsEmpty;

    /// <param name="bytes">From another such list: kept in a store, or passed on.</param>
    public static PropertyList OfChecked(ReadOnlySpan<byte> bytes) => new(bytes);

    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>The first of its kind.</summary>
    public bool TryFind(PropertyId id, out Property found)
    {
        foreach (var property in this)
        {
            if (property.Id != id) continue;
            found = property;
            return true;
        }

        found = default;
        return false;
    }

    internal UserProperty[] UserProperties()
    {
        List<UserProperty>? users = null;
        foreach (var property in this)
        {
            if (property.Id == PropertyId.UserProperty) (users ??= []).Add(property.ToUserProperty());
        }

        return users is null ? [] : [.. users];
    }

    /// <summary>What goes to each subscriber unaltered: see <see cref="Property.IsForwarded"/>.</summary>
    internal byte[] CopyForwarded()
    {
        var length = 0;
        foreach (var property in this) length += property.IsForwarded ? property.Encoded.Length : 0;
        var copy = new byte[length];
        var rest = copy.AsSpan();
        foreach (var property in this)
        {
            if (!property.IsForwarded) continue;
            property.Encoded.CopyTo(rest);
            rest = rest[property.Encoded.Length..];
        }

        return copy;
    }

    /// <summary>The length in front, then as many bytes of properties.</summary>
    internal static bool TryParse(scoped ref FieldReader fields, PropertyPlaces place, out PropertyList list, out PacketFault fault)
    {
        list = default;
        fault = default;
        if (!fields.TryVariable(out var length) || !fields.TryBytes((int)length, out var bytes))
        {
            fault = fields.Fault;
            return false;
        }

        list = new PropertyList(bytes);
        return bytes.IsEmpty || PropertyChecker.TryCheck(bytes, place, out fault);
    }

    /// <summary>Over bytes that were checked.</summary>
    public ref struct Enumerator
    {
        private FieldReader _fields;
        private Property _current;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _fields = new FieldReader(bytes);

        public readonly Property Current => _current;

        public bool MoveNext() => !_fields.IsAtEnd && PropertyReader.TryRead(ref _fields, out _current, out _);
    }
}
