using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>The name of a wireless network: 1 to 32 bytes, any bytes. Source: IEEE 802.11, 9.4.2.2.</summary>
internal sealed record Ssid
{
    private const int LongestBytes = 32;
    private const char Unshowable = '\uFFFD';

    private Ssid(byte[] bytes) => Hex = Convert.ToHexString(bytes);

    /// <summary>Upper-case hexadecimal; two names are one network when it is the same.</summary>
    public string Hex { get; }

    /// <summary>As the tools take it on a command line; null where it cannot be written there: not UTF-8, or with a zero in it.</summary>
    public string? Text => Convert.FromHexString(Hex) is var bytes && Utf8.IsValid(bytes) && !bytes.Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>For a person to read: what has no shape, or turns the line around, is a sign in its place. Not encoded for HTML.</summary>
    public string Shown => string.Concat(Encoding.UTF8.GetString(Convert.FromHexString(Hex)).EnumerateRunes().Select(rune => HasShape(rune) ? rune.ToString() : Unshowable.ToString()));

    /// <returns>Null when it is no name.</returns>
    public static Ssid? OfHex(string hex) => hex.Length is > 0 and <= 2 * LongestBytes && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? new Ssid(Convert.FromHexString(hex)) : null;

    /// <returns>Null when it is no name.</returns>
    public static Ssid? OfText(string text) => Encoding.UTF8.GetBytes(text) is { Length: > 0 and <= LongestBytes } bytes && Encoding.UTF8.GetString(bytes) == text ? new Ssid(bytes) : null;

    public override string ToString() => Hex;

    private static bool HasShape(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
