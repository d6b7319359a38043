namespace Mainstay.Entities;

/// <summary>
/// The name of one entity's stream: "type/key". The key is random or a keyed hash, never a name or a number of a person,
/// because stream names stay when a person is erased.
/// </summary>
/// <param name="Value">"type/key", at most 200 characters.</param>
public readonly record struct EntityKey(string Value)
{
    public static EntityKey Of(EntityType type, string key) => new(string.Concat(type.Name, "/", key));

    /// <summary>The part before the slash: the entity type's stored name.</summary>
    public ReadOnlySpan<char> TypeName => Value.AsSpan(0, Math.Max(0, Value.IndexOf('/', StringComparison.Ordinal)));

    /// <summary>The part after the slash.</summary>
    public string Key => Value[(Value.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public override string ToString() => Value;
}
