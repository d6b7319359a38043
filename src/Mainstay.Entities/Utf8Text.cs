using System.Text;

namespace Mainstay.Entities;

/// <summary>A text's bytes without an allocation where it is short, and without trusting how long a stored one is.</summary>
internal static class Utf8Text
{
    /// <summary>Enough for 256 characters of any kind: names, keys, streams.</summary>
    public const int UsualRoom = 768;

    /// <param name="text">The text.</param>
    /// <param name="room">Where its bytes go if they surely fit; an array of its own otherwise.</param>
    public static ReadOnlySpan<byte> Of(string text, Span<byte> room) =>
        text.Length * 3 <= room.Length ? room[..Encoding.UTF8.GetBytes(text, room)] : Encoding.UTF8.GetBytes(text);
}
