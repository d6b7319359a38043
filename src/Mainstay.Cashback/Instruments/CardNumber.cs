using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Cashback.Instruments;

/// <summary>
/// A card number that is right in length and check digit (ISO/IEC 7812-1: 12 to 19 digits, Luhn). It lives only until it is hashed: dispose it, and the
/// digits are wiped. It has no text form, no equality and no serialisation, so that it cannot end up in a log, an event or an answer.
/// </summary>
internal sealed class CardNumber : IDisposable
{
    private const int MinimumLength = 12;
    private const int MaximumLength = 19;

    private readonly byte[] _digits;

    private CardNumber(ReadOnlySpan<byte> digits)
    {
        // Pinned, so that the collector leaves no copies behind when it moves things.
        _digits = GC.AllocateUninitializedArray<byte>(digits.Length, pinned: true);
        digits.CopyTo(_digits);
    }

    /// <summary>The ASCII digits.</summary>
    public ReadOnlySpan<byte> Digits => _digits;

    public string LastFour => Encoding.ASCII.GetString(_digits.AsSpan(^4));

    public CardBrand Brand => CardBrands.Of(_digits);

    /// <param name="text">UTF-8 as a person typed it: digits with spaces (also the no-break ones of copied text) and dashes anywhere.</param>
    /// <param name="number">The number; dispose it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out CardNumber? number)
    {
        Span<byte> digits = stackalloc byte[MaximumLength];
        number = TryCollect(text, digits, out var count) && count >= MinimumLength && HasCheckDigit(digits[..count]) ? new CardNumber(digits[..count]) : null;
        CryptographicOperations.ZeroMemory(digits);
        return number is not null;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_digits);

    /// <summary>Never the number: this may end up in a log.</summary>
    public override string ToString() => "(card number)";

    private static bool TryCollect(ReadOnlySpan<byte> text, Span<byte> digits, out int count)
    {
        count = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done) return false;
            text = text[length..];
            if (rune.Value == '-' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator) continue;
            if (!rune.IsAscii || !char.IsAsciiDigit((char)rune.Value) || count == digits.Length) return false;
            digits[count++] = (byte)rune.Value;
        }

        return true;
    }

    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
