using System.Diagnostics.CodeAnalysis;

namespace Mainstay.Contracts;

/// <summary>
/// An account number that is right in country, length, characters and check digits. Source: ISO 13616-1, ISO/IEC 7064 (mod 97-10).
/// There is no way to hold a wrong one.
/// </summary>
public sealed record Iban
{
    private Iban(string value) => Value = value;

    /// <summary>Electronic format: upper case, no spaces, 15 to 33 characters.</summary>
    public string Value { get; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country => Value[..2];

    /// <summary>What may be shown: the country, the check digits and the last four characters.</summary>
    public string Masked => string.Concat(Value.AsSpan(0, 4), " •••• ", Value.AsSpan(Value.Length - 4));

    /// <summary>As it is written on paper: groups of four. Source: ISO 13616-1, 6.2.</summary>
    public string Grouped => string.Join(' ', Value.Chunk(4).Select(group => new string(group)));

    /// <summary>Takes spaces (also the no-break ones of copied text), dashes and lower case as people type them.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Iban? iban)
    {
        iban = null;
        Span<char> kept = stackalloc char[34];
        if (text is null || !TryNormalise(text, kept, out var length) || length < 5) return false;
        var value = kept[..length];
        if (!HasCheckDigits(value) || !IbanStructures.Fits(value[..2], value[4..]) || Remainder(value) != 1) return false;
        iban = new Iban(value.ToString());
        return true;
    }

    /// <summary>Never the whole number: this may end up in a log.</summary>
    public override string ToString() => Masked;

    private static bool TryNormalise(ReadOnlySpan<char> text, Span<char> kept, out int length)
    {
        length = 0;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c == '-') continue;
            if (!char.IsAsciiLetterOrDigit(c) || length == kept.Length) return false;
            kept[length++] = char.ToUpperInvariant(c);
        }

        return true;
    }

    // 00, 01 and 99 also leave a remainder of 1 for some accounts; the check digits are 98 minus a remainder, hence 02 to 98.
    private static bool HasCheckDigits(ReadOnlySpan<char> value) =>
        char.IsAsciiDigit(value[2]) && char.IsAsciiDigit(value[3]) && ((10 * (value[2] - '0')) + (value[3] - '0')) is >= 2 and <= 98;

    private static int Remainder(ReadOnlySpan<char> value) => Remainder(value[..4], Remainder(value[4..], 0));

    private static int Remainder(ReadOnlySpan<char> part, int remainder)
    {
        foreach (var c in part)
        {
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
