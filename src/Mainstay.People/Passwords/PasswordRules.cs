using System.Text;

namespace Mainstay.People.Passwords;

/// <summary>
/// What a password must be: long enough and not among those that are tried first. Taken verbatim; no rules about kinds of characters.
/// Source: OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9.
/// </summary>
internal static class PasswordRules
{
    /// <summary>Unicode code points.</summary>
    public const int MinLength = 8;

    /// <summary>Unicode code points. Beyond this nobody types, and hashing would be made to work for nothing.</summary>
    public const int MaxLength = 256;

    /// <summary>A code, or null when the password is good.</summary>
    public static string? Check(string password, string? handle)
    {
        var length = password.EnumerateRunes().Count();
        if (length < MinLength) return "password-too-short";
        if (length > MaxLength) return "password-too-long";
        return IsEasilyGuessed(password, handle) ? "password-too-common" : null;
    }

    private static bool IsEasilyGuessed(string password, string? handle) =>
        CommonPasswords.Contains(password) || IsOneStep(password) || (handle is not null && IsHandle(password, handle));

    /// <summary>One character again and again, or each the next of the last ("aaaaaaaa", "12345678", "hgfedcba").</summary>
    private static bool IsOneStep(string password)
    {
        var runes = password.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var step = runes[1] - runes[0];
        return step is >= -1 and <= 1 && runes.Zip(runes.Skip(1)).All(pair => pair.Second - pair.First == step);
    }

    /// <summary>The handle itself, also with digits or signs behind it ("anna.rossi", "anna.rossi1!").</summary>
    private static bool IsHandle(string password, string handle)
    {
        var core = password.AsSpan().TrimEnd("0123456789!?.*#$@_- ");
        var name = handle.AsSpan().TrimEnd("0123456789!?.*#$@_- ");
        return password.Equals(handle, StringComparison.OrdinalIgnoreCase) || (name.Length >= HandleCore && core.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private const int HandleCore = 3;
}
