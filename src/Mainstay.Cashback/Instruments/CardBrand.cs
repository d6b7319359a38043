namespace Mainstay.Cashback.Instruments;

/// <summary>What is printed on a card, so that people can tell theirs apart.</summary>
internal enum CardBrand
{
    Other,
    Visa,
    Mastercard,
    AmericanExpress,
    Maestro,
    Jcb,
    UnionPay,
    Diners,
    Discover,
}

/// <summary>
/// Brands by the leading digits (issuer identification number). Source: ISO/IEC 7812 ranges as the schemes publish them. PagoBANCOMAT publishes none: its cards
/// carry Maestro's or a co-badge's numbers.
/// </summary>
internal static class CardBrands
{
    // Looked up from top to bottom; the first range that holds the leading digits wins.
    private static readonly (int Digits, int From, int To, CardBrand Brand)[] Ranges =
    [
        (1, 4, 4, CardBrand.Visa),
        (2, 51, 55, CardBrand.Mastercard),
        (4, 2221, 2720, CardBrand.Mastercard),
        (2, 34, 34, CardBrand.AmericanExpress),
        (2, 37, 37, CardBrand.AmericanExpress),
        (4, 3528, 3589, CardBrand.Jcb),
        (3, 300, 305, CardBrand.Diners),
        (4, 3095, 3095, CardBrand.Diners),
        (2, 36, 36, CardBrand.Diners),
        (2, 38, 39, CardBrand.Diners),
        (4, 6011, 6011, CardBrand.Discover),
        (3, 644, 649, CardBrand.Discover),
        (2, 65, 65, CardBrand.Discover),
        (2, 62, 62, CardBrand.UnionPay),
        (2, 81, 81, CardBrand.UnionPay),
        (2, 50, 50, CardBrand.Maestro),
        (2, 56, 58, CardBrand.Maestro),
        (1, 6, 6, CardBrand.Maestro),
    ];

    /// <param name="digits">ASCII digits, at least 12.</param>
    public static CardBrand Of(ReadOnlySpan<byte> digits)
    {
        foreach (var (count, from, to, brand) in Ranges)
        {
            var leading = Leading(digits, count);
            if (from <= leading && leading <= to) return brand;
        }

        return CardBrand.Other;
    }

    /// <summary>The stable code of the API and of events.</summary>
    public static string Code(this CardBrand brand) => brand switch
    {
        CardBrand.Visa => "visa",
        CardBrand.Mastercard => "mastercard",
        CardBrand.AmericanExpress => "american-express",
        CardBrand.Maestro => "maestro",
        CardBrand.Jcb => "jcb",
        CardBrand.UnionPay => "unionpay",
        CardBrand.Diners => "diners",
        CardBrand.Discover => "discover",
        _ => "other",
    };

    private static int Leading(ReadOnlySpan<byte> digits, int count)
    {
        var value = 0;
        foreach (var digit in digits[..count]) value = (value * 10) + (digit - '0');
        return value;
    }
}
