using System.Text;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>A network's password: 8 to 63 printable ASCII characters, or a key of 64 hexadecimal digits. Does not show itself. Source: IEEE 802.11, annex J.4.</summary>
internal sealed class WifiPassword
{
    private const int KeyDigits = 64;
    private readonly string _text;

    private WifiPassword(string text) => _text = text;

    /// <returns>Null when no network can have it.</returns>
    public static WifiPassword? Of(string text) => IsKey(text) || (text.Length is >= 8 and <= 63 && text.All(letter => letter is >= ' ' and <= '~')) ? new WifiPassword(text) : null;

    public bool Is(string text) => _text == text;

    /// <summary>A line of nmcli's passwd-file. It takes white space off the ends and undoes backslashes, so both are written with a backslash.</summary>
    public string PasswdLine()
    {
        var line = new StringBuilder("802-11-wireless-security.psk:");
        foreach (var letter in _text) line.Append(letter is '\\' or ' ' ? "\\" : "").Append(letter);
        return line.Append('\n').ToString();
    }

    public override string ToString() => "(a password)";

    private static bool IsKey(string text) => text.Length == KeyDigits && text.All(char.IsAsciiHexDigit);
}
