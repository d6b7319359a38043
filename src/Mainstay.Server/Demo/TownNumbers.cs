using System.Globalization;

namespace Mainstay.Server.Demo;

/// <summary>Numbers of cards and accounts that are right in form and belong to nobody.</summary>
internal static class TownNumbers
{
    /// <summary>Who pays in the town.</summary>
    public const string TownHall = "Town hall";

    /// <summary>The town hall's account, a number that none of its people has; for <see cref="Iban"/>.</summary>
    public const int TownHallAccount = 900_001;

    // Ranges that the usual examples of manuals and tests do not use.
    private static readonly string[] s_ranges = ["40290071", "53990071", "45770071", "52330071"];

    /// <summary>16 digits with their check digit. Source: ISO/IEC 7812-1, annex B (Luhn).</summary>
    /// <param name="index">Another number for each.</param>
    public static string Card(int index)
    {
        var digits = s_ranges[index % s_ranges.Length] + index.ToString("D7", CultureInfo.InvariantCulture);
        return digits + LuhnDigit(digits);
    }

    /// <summary>The circuit that a card of <see cref="Card"/> is of. Source: acquirer file, column 3.</summary>
    public static string Circuit(int index) => s_ranges[index % s_ranges.Length][0] == '4' ? "01" : "02";

    /// <summary>An account in Italy or France with its check digits. Source: ISO 13616-1, mod 97.</summary>
    public static string Iban(string country, int index)
    {
        var account = index.ToString("D12", CultureInfo.InvariantCulture);
        var bban = country == "FR" ? $"3000600001{account[1..]}89" : $"X0542811101{account}";
        return $"{country}{98 - Mod97(bban + country + "00"):D2}{bban}";
    }

    private static int LuhnDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 0) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return (10 - (sum % 10)) % 10;
    }

    private static int Mod97(string text)
    {
        var rest = 0;
        foreach (var c in text)
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        }
        return rest;
    }
}
