using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Mainstay.Web;

/// <summary>
/// What must be known of a request to turn it away: only of those whose beginning, end and meaning are beyond doubt. Everything else is left to HTTP, with its own answers. Pure.
/// Source: RFC 9112, 2 to 6.
/// </summary>
internal readonly ref struct RequestHead
{
    private const int LongestHead = 8 * 1024;
    private const int LongestBody = 64 * 1024;
    private const int LongestAccept = 512;
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // RFC 3986, 2.2 and 2.3, and what stands between segments and questions; escapes are left to HTTP.
    private static readonly SearchValues<byte> s_ofTarget = SearchValues.Create(Encoding.ASCII.GetBytes(LettersAndDigits + "-._~!$&'()*+,;=:@/?"));

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<byte> s_ofName = SearchValues.Create(Encoding.ASCII.GetBytes(LettersAndDigits + "!#$%&'*+-.^_`|~"));
    private static readonly SearchValues<byte> s_ofValue = SearchValues.Create([(byte)'\t', .. Enumerable.Range(0x20, 0x5F).Select(value => (byte)value)]);
    private static readonly SearchValues<byte> s_ofHost = SearchValues.Create(Encoding.ASCII.GetBytes(LettersAndDigits + "-._"));

    private static readonly byte[][] s_programPaths = [.. Audience.ProgramPaths.Select(Encoding.ASCII.GetBytes)];
    private static readonly byte[] s_languageCookie = Encoding.ASCII.GetBytes(Language.CookieName + "=");

    private RequestHead(string method, ReadOnlySpan<byte> path, Fields fields, int length)
    {
        Path = path;
        (Method, Length) = (method, length);
        (IsOfPerson, Language) = (fields.TakesPages && !IsOfProgram(path), fields.Chosen ?? fields.Named ?? Language.English);
    }

    /// <summary>GET, POST, PUT or DELETE.</summary>
    public string Method { get; }

    /// <summary>Before the question mark, as it was sent.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Of head and body together, in bytes.</summary>
    public int Length { get; }

    /// <summary>As <see cref="Audience.IsPerson"/>.</summary>
    public bool IsOfPerson { get; }

    /// <summary>The language chosen in this browser, else the first that it names.</summary>
    public Language Language { get; }

    public bool IsRead => Method == "GET";

    /// <summary>Reads the first request of what has come.</summary>
    /// <returns>False when it is not whole, or leaves any doubt.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RequestHead head)
    {
        head = default;
        var headEnd = bytes[..Math.Min(bytes.Length, LongestHead)].IndexOf("\r\n\r\n"u8);
        if (headEnd < 0) return false;
        var lineEnd = bytes.IndexOf("\r\n"u8);
        var fields = default(Fields);
        if (!TryReadLine(bytes[..lineEnd], out var method, out var path)) return false;
        if (!fields.TryRead(bytes[Math.Min(lineEnd + 2, headEnd + 2)..(headEnd + 2)]) || fields.BodyBytes > bytes.Length - headEnd - 4) return false;
        head = new RequestHead(method, path, fields, headEnd + 4 + fields.BodyBytes);
        return true;
    }

    private static bool TryReadLine(ReadOnlySpan<byte> line, out string method, out ReadOnlySpan<byte> path)
    {
        method = string.Empty;
        path = default;
        var space = line.IndexOf((byte)' ');
        if (space < 0 || MethodOf(line[..space]) is not { } known || !line.EndsWith(" HTTP/1.1"u8)) return false;
        var target = line[(space + 1)..];
        if (target.Length <= " HTTP/1.1".Length) return false;
        target = target[..^" HTTP/1.1".Length];
        if (target[0] != '/' || target.ContainsAnyExcept(s_ofTarget)) return false;
        var query = target.IndexOf((byte)'?');
        method = known;
        path = query < 0 ? target : target[..query];
        return true;
    }

    private static string? MethodOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'G', (byte)'E', (byte)'T'] => "GET",
        [(byte)'P', (byte)'O', (byte)'S', (byte)'T'] => "POST",
        [(byte)'P', (byte)'U', (byte)'T'] => "PUT",
        [(byte)'D', (byte)'E', (byte)'L', (byte)'E', (byte)'T', (byte)'E'] => "DELETE",
        _ => null,
    };

    private static bool IsOfProgram(ReadOnlySpan<byte> path)
    {
        foreach (var segments in s_programPaths)
        {
            if (path.StartsWith(segments) && (path.Length == segments.Length || path[segments.Length] == '/')) return true;
        }

        return false;
    }

    /// <summary>The header fields that matter here.</summary>
    private struct Fields
    {
        private bool _hasHost;
        private bool _hasLength;
        private bool _hasAccept;

        public int BodyBytes { get; private set; }

        /// <summary>No Accept at all, or one that takes pages.</summary>
        public bool TakesPages { get; private set; }

        public Language? Chosen { get; private set; }

        public Language? Named { get; private set; }

        /// <returns>False when a field says that this request is none of the simple ones.</returns>
        public bool TryRead(ReadOnlySpan<byte> lines)
        {
            while (!lines.IsEmpty)
            {
                var end = lines.IndexOf("\r\n"u8);
                var line = lines[..end];
                var colon = line.IndexOf((byte)':');
                if (colon <= 0 || line[..colon].ContainsAnyExcept(s_ofName) || line[colon..].ContainsAnyExcept(s_ofValue)) return false;
                if (!Take(line[..colon], line[(colon + 1)..].Trim(" \t"u8))) return false;
                lines = lines[(end + 2)..];
            }

            TakesPages |= !_hasAccept;
            return _hasHost; // Exactly one: RFC 9112, 3.2.
        }

        private bool Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            if (Is(name, "host"u8)) return TakeHost(value);
            if (Is(name, "content-length"u8)) return TakeLength(value);
            if (Is(name, "connection"u8)) return Is(value, "keep-alive"u8);
            if (Is(name, "transfer-encoding"u8) || Is(name, "expect"u8) || Is(name, "upgrade"u8)) return false;
            if (Is(name, "accept"u8)) return TakeAccept(value);
            if (Is(name, "accept-language"u8)) Named ??= value.Length >= 2 ? Find(value[..2]) : null;
            else if (Is(name, "cookie"u8)) Chosen ??= Cookie(value);
            return true;
        }

        private bool TakeHost(ReadOnlySpan<byte> value)
        {
            var port = value.LastIndexOf((byte)':');
            var name = port < 0 ? value : value[..port];
            if (_hasHost || name.IsEmpty || name.ContainsAnyExcept(s_ofHost) || (port >= 0 && !(Utf8Parser.TryParse(value[(port + 1)..], out ushort _, out var read) && read == value.Length - port - 1))) return false;
            return _hasHost = true;
        }

        private bool TakeLength(ReadOnlySpan<byte> value)
        {
            if (_hasLength || !Utf8Parser.TryParse(value, out uint length, out var read) || read != value.Length || value[0] == '+' || length > LongestBody) return false;
            (BodyBytes, _hasLength) = ((int)length, true);
            return true;
        }

        private bool TakeAccept(ReadOnlySpan<byte> value)
        {
            if (value.Length > LongestAccept) return false;
            Span<char> accept = stackalloc char[LongestAccept];
            TakesPages |= Audience.TakesPages(accept[..Encoding.ASCII.GetChars(value, accept)]);
            return _hasAccept = true;
        }

        private static Language? Cookie(ReadOnlySpan<byte> value)
        {
            foreach (var part in value.Split((byte)';'))
            {
                var cookie = value[part].Trim((byte)' ');
                if (cookie.StartsWith(s_languageCookie)) return Find(cookie[s_languageCookie.Length..]);
            }

            return null;
        }

        private static Language? Find(ReadOnlySpan<byte> code)
        {
            Span<char> text = stackalloc char[2];
            return code.Length == text.Length ? Language.Find(text[..Encoding.ASCII.GetChars(code, text)]) : null;
        }

        private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted) => Ascii.EqualsIgnoreCase(name, wanted);
    }
}
