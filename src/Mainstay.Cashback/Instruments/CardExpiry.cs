using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mainstay.Cashback.Instruments;

/// <summary>The month until whose last day a card is good, printed MM/yy. Years are 2000 to 2099.</summary>
internal sealed record CardExpiry(int Year, int Month)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out CardExpiry? expiry)
    {
        expiry = null;
        if (text is not { Length: 5 } || text[2] != '/') return false;
        if (!TryTwoDigits(text.AsSpan(0, 2), out var month) || !TryTwoDigits(text.AsSpan(3, 2), out var year) || month is < 1 or > 12) return false;
        expiry = new CardExpiry(2000 + year, month);
        return true;
    }

    /// <summary>Whether the card is no longer good on a day.</summary>
    public bool IsOver(DateOnly today) => (today.Year, today.Month).CompareTo((Year, Month)) > 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month:00}/{Year % 100:00}");

    private static bool TryTwoDigits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
