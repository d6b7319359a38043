namespace Mainstay.Contracts;

/// <summary>An amount in the smallest unit of a currency.</summary>
/// <param name="AmountMinor">Signed count of minor units (euro cents).</param>
/// <param name="Currency">ISO 4217 alphabetic code, upper case.</param>
public readonly record struct Money(long AmountMinor, string Currency)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AmountMinor} {Currency}");
}
