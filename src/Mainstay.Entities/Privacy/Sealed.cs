namespace Mainstay.Entities;

/// <summary>
/// A value that identifies a person. In events and rows it is written encrypted under that person's key; in memory it is the plain value until it is first
/// written, and from then on the sealed bytes, opened when asked for: what is loaded is as unreadable after an erasure as what is stored.
/// </summary>
/// <typeparam name="T">What is inside; the entity's JSON context must know it.</typeparam>
public sealed class Sealed<T>
    where T : notnull
{
    private T? _plain;
    private Func<T?>? _open;

    /// <summary>Seals <paramref name="value"/> for <paramref name="subject"/> (an account id) when it is written.</summary>
    public Sealed(string subject, T value)
    {
        Subject = subject;
        _plain = value;
    }

    internal Sealed(string subject, byte[] ciphertext, Func<T?> open)
    {
        Subject = subject;
        Ciphertext = ciphertext;
        _open = open;
    }

    /// <summary>Whose key it is sealed under.</summary>
    public string Subject { get; }

    internal byte[]? Ciphertext { get; private set; }

    /// <summary>The value, or default when the person was erased.</summary>
    public T? Reveal()
    {
        // In this order: whoever finds the plain value gone finds the way to open the sealed one.
        var plain = _plain;
        Volatile.ReadBarrier();
        return _open is { } open ? open() : plain;
    }

    /// <summary>Never the value: this may end up in a log.</summary>
    public override string ToString() => "(sealed)";

    /// <summary>It was written: the plain value is forgotten.</summary>
    internal void Keep(byte[] ciphertext, Func<T?> open)
    {
        Ciphertext = ciphertext;
        _open = open;
        Volatile.WriteBarrier();
        _plain = default;
    }
}
