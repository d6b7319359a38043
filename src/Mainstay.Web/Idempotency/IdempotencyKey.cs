using Microsoft.Extensions.Primitives;

namespace Mainstay.Web;

/// <summary>Reads the Idempotency-Key header: one quoted string. Source: draft-ietf-httpapi-idempotency-key-header, 2.1; RFC 9651, 3.3.3.</summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";
    public const string ReplayedHeaderName = "Idempotency-Replayed";
    public const int MaxLength = 128;

    /// <summary>False unless the header is one quoted string of 1–128 printable ASCII characters; \" and \\ stand for themselves.</summary>
    public static bool TryParse(StringValues header, out string key)
    {
        key = "";
        if (header is not [{ } text]) return false;
        var quoted = text.AsSpan().Trim(' ');
        if (quoted.Length < 3 || quoted[0] != '"' || quoted[^1] != '"') return false;
        return TryUnescape(quoted[1..^1], out key);
    }

    private static bool TryUnescape(ReadOnlySpan<char> inner, out string key)
    {
        key = "";
        Span<char> plain = stackalloc char[MaxLength];
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            var c = inner[i];
            if (c is < ' ' or > '~' or '"' || length == MaxLength) return false;
            if (c == '\\' && (++i == inner.Length || (c = inner[i]) is not ('"' or '\\'))) return false;
            plain[length++] = c;
        }

        key = new string(plain[..length]);
        return true;
    }
}
