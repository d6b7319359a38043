using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Mainstay.Web;

/// <summary>
/// Where the next page of a list begins. Opaque to callers; inside, a few parts that the list chose itself. Reading a part that is not there, or not a
/// number, answers 400.
/// </summary>
public sealed class Cursor
{
    private const char Separator = '\u001f';
    private const int MaxLength = 500;
    private readonly string[] _parts;

    private Cursor(string[] parts) => _parts = parts;

    /// <summary>Writes a cursor for <c>nextCursor</c>.</summary>
    public static string Of(params ReadOnlySpan<string> parts) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, parts)));

    /// <summary>Writes a cursor that is one number, such as a journal offset.</summary>
    public static string Of(long position) => Of(position.ToString(CultureInfo.InvariantCulture));

    /// <summary>After the item at a position, and within it at another.</summary>
    public static string Of(long position, long within) => Of(position.ToString(CultureInfo.InvariantCulture), within.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a cursor.</summary>
    /// <exception cref="MalformedRequestException">It is not one of ours.</exception>
    public static Cursor Parse(string text)
    {
        if (text.Length is 0 or > MaxLength || !Base64Url.IsValid(text, out var length) || length == 0) throw Malformed();
        return new Cursor(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator));
    }

    public string Text(int index = 0) => index < _parts.Length ? _parts[index] : throw Malformed();

    public long Number(int index = 0) =>
        long.TryParse(Text(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed();

    private static MalformedRequestException Malformed() => new("cursor is not one that this list gave.");
}
