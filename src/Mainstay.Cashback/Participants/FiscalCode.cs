using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mainstay.Cashback.Participants;

/// <summary>
/// An Italian codice fiscale that is right in shape and check character: 16 characters for a person (omocodes included: seven digits may be written as letters when two people
/// would share a code), or 11 digits for a temporary one. Source: decree of the Minister of Finance, 23 December 1976.
/// </summary>
internal sealed record FiscalCode
{
    private const string Omocodes = "LMNPQRSTUV";
    private const string Months = "ABCDEHLMPRST";

    // Values of the characters 0 to 9 and A to Z at odd positions (the first is position 1).
    private static readonly int[] OddDigits = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    private static readonly int[] OddLetters = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    private FiscalCode(string value) => Value = value;

    /// <summary>Upper case, 16 or 11 characters.</summary>
    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out FiscalCode? code)
    {
        // Not of any other alphabet: in capitals, a long s would be an S.
        var value = text is not null && Ascii.IsValid(text) ? text.Trim().ToUpperInvariant() : string.Empty;
        code = IsPersonal(value) || IsTemporary(value) ? new FiscalCode(value) : null;
        return code is not null;
    }

    /// <summary>Never the code: this may end up in a log.</summary>
    public override string ToString() => "(fiscal code)";

    private static bool IsPersonal(string value) => value.Length == 16 && HasShape(value) && value[15] == CheckCharacter(value);

    // Six letters of the names, two digits of the year, the month's letter, the day (plus 40 for women), the place of birth, the check character.
    private static bool HasShape(string value) =>
        !value.AsSpan(0, 6).ContainsAnyExceptInRange('A', 'Z')
        && DigitAt(value, 6) >= 0 && DigitAt(value, 7) >= 0
        && Months.Contains(value[8], StringComparison.Ordinal)
        && DigitAt(value, 9) >= 0 && DigitAt(value, 10) >= 0
        && IsDay(NumberAt(value, 9), value[8], NumberAt(value, 6))
        && char.IsAsciiLetterUpper(value[11])
        && DigitAt(value, 12) >= 0 && DigitAt(value, 13) >= 0 && DigitAt(value, 14) >= 0
        && char.IsAsciiLetterUpper(value[15]);

    // Which century is not said: 29 February is a day in every year that one of them has it in.
    private static bool IsDay(int day, char month, int year) =>
        (day > 40 ? day - 40 : day) is >= 1 and var ofMonth && ofMonth <= DateTime.DaysInMonth(2000 + year, Months.IndexOf(month, StringComparison.Ordinal) + 1);

    private static int NumberAt(string value, int index) => (DigitAt(value, index) * 10) + DigitAt(value, index + 1);

    private static int DigitAt(string value, int index) =>
        char.IsAsciiDigit(value[index]) ? value[index] - '0' : Omocodes.IndexOf(value[index], StringComparison.Ordinal);

    private static char CheckCharacter(string value)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var isDigit = char.IsAsciiDigit(value[i]);
            var plain = isDigit ? value[i] - '0' : value[i] - 'A';
            sum += i % 2 == 1 ? plain : isDigit ? OddDigits[plain] : OddLetters[plain];
        }

        return (char)('A' + (sum % 26));
    }

    // Eleven digits with the check digit of a VAT number (Luhn).
    private static bool IsTemporary(string value)
    {
        if (value.Length != 11 || value.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            var digit = value[i] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }
}
