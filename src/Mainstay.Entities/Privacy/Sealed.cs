namespace Mainstay.Entities;

/// <summary>
/// A value that identifies a person. In events and rows it is written encrypted under that person's key; in memory it is either the plain value
/// (just given) or the sealed bytes (read back), opened when asked for.
/// </summary>
/// <typeparam name="T">What is inside; the entity's JSON context must know it.</typeparam>
public sealed class Sealed<T>
    where T : notnull
{
    private readonly T? _plain;
    private readonly Func<T?>? _open;
    private byte[]? _ciphertext;

    /// <summary>Seals <paramref name="value"/> for <paramref name="subject"/> (an account id) when it is written.</summary>
    public Sealed(string subject, T value)
    {
        Subject = subject;
        _plain = value;
    }

    internal Sealed(string subject, byte[] ciphertext, Func<T?> open)
    {
        Subject = subject;
        _ciphertext = ciphertext;
        _open = open;
    }

    /// <summary>Whose key it is sealed under.</summary>
    public string Subject { get; }

    /// <summary>
    /// The sealed bytes: those that were read, or those that <paramref name="seal"/> made the first time it was written. An entity's row holds it again with every checkpoint, and sealing costs more
    /// than writing.
    /// </summary>
    internal byte[] CiphertextOr(Func<T, byte[]> seal) => _ciphertext ??= seal(_plain!);

    /// <summary>The value, or default when the person was erased.</summary>
    public T? Reveal() => _open is null ? _plain : _open();

    /// <summary>Never the value: this may end up in a log.</summary>
    public override string ToString() => "(sealed)";
}
