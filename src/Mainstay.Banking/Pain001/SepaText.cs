using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Mainstay.Banking.Pain001;

/// <summary>
/// Text in the characters that every bank of the SEPA area takes: a–z A–Z 0–9 / - ? : ( ) . , ' + and space. Accents are taken off, letters of other kinds are
/// written out, anything else becomes a full stop. Source: EPC217-08, SEPA requirements for an extended character set.
/// </summary>
internal static class SepaText
{
    private const string Allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ";

    private static readonly FrozenDictionary<char, string> WrittenOut = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['æ'] = "ae", ['Æ'] = "AE", ['œ'] = "oe", ['Œ'] = "OE", ['ø'] = "o", ['Ø'] = "O", ['ł'] = "l", ['Ł'] = "L",
        ['đ'] = "d", ['Đ'] = "D", ['ð'] = "d", ['Ð'] = "D", ['þ'] = "th", ['Þ'] = "TH", ['ħ'] = "h", ['Ħ'] = "H", ['ı'] = "i",
        ['’'] = "'", ['‘'] = "'", ['`'] = "'", ['´'] = "'", ['“'] = "'", ['”'] = "'", ['"'] = "'", ['–'] = "-", ['—'] = "-", ['_'] = "-",
        ['&'] = "+", ['€'] = "EUR", ['@'] = "(at)", ['\t'] = " ", ['\u00a0'] = " ", ['\u202f'] = " ",
    }.ToFrozenDictionary();

    /// <summary>The text within a length. It neither begins nor ends with a slash and holds no two in a row, which banks refuse.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">How many characters the field takes.</param>
    public static string Of(string text, int length)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark) continue;
            plain.Append(WrittenOut.TryGetValue(c, out var writtenOut) ? writtenOut : Allowed.Contains(c, StringComparison.Ordinal) ? c : '.');
        }

        while (plain.ToString().Contains("//", StringComparison.Ordinal)) plain.Replace("//", "/");
        var kept = plain.ToString().Trim(' ', '/');
        if (kept.Length > length) kept = kept[..length].Trim(' ', '/');
        return kept.Length > 0 ? kept : "NOTPROVIDED";
    }
}
