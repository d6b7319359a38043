namespace Mainstay.People;

/// <summary>
/// Crockford's base 32 in lower case: no i, l, o or u, so that a code can be read aloud and copied by hand. Reading takes capitals, and o for 0, i and l for 1;
/// dashes and spaces are passed over. Source: crockford.com/base32.html.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Five bits a character, most significant first; a rest of fewer than five bits is padded with zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[((bytes.Length * 8) + 4) / 5];
        for (var i = 0; i < text.Length; i++) text[i] = Alphabet[Bits(bytes, i * 5)];
        return new string(text);
    }

    /// <summary>The canonical characters of what a person typed, or null when one is none of the alphabet.</summary>
    public static string? Canonical(string typed)
    {
        Span<char> kept = stackalloc char[Math.Min(typed.Length, 128)];
        var length = 0;
        foreach (var typedChar in typed)
        {
            if (typedChar is '-' or ' ') continue;
            var canonical = Canonical(typedChar);
            if (canonical == '\0' || length == kept.Length) return null;
            kept[length++] = canonical;
        }
        return new string(kept[..length]);
    }

    /// <summary>The bytes of canonical text whose length fits whole bytes; null otherwise.</summary>
    public static byte[]? Decode(string canonical)
    {
        var bytes = new byte[canonical.Length * 5 / 8];
        for (var i = 0; i < canonical.Length; i++)
        {
            var value = Alphabet.IndexOf(canonical[i], StringComparison.Ordinal);
            if (value < 0) return null;
            for (var bit = 0; bit < 5; bit++)
            {
                var at = (i * 5) + bit;
                var isSet = (value >> (4 - bit)) & 1;
                if (at < bytes.Length * 8) bytes[at / 8] |= (byte)(isSet << (7 - (at % 8)));
                else if (isSet != 0) return null;
            }
        }
        return bytes;
    }

    private static int Bits(ReadOnlySpan<byte> bytes, int from)
    {
        var value = 0;
        for (var at = from; at < from + 5; at++)
        {
            var bit = at < bytes.Length * 8 ? (bytes[at / 8] >> (7 - (at % 8))) & 1 : 0;
            value = (value << 1) | bit;
        }
        return value;
    }

    private static char Canonical(char typed) => char.ToLowerInvariant(typed) switch
    {
        'o' => '0',
        'i' or 'l' => '1',
        var lower when Alphabet.Contains(lower, StringComparison.Ordinal) => lower,
        _ => '\0',
    };
}
