using System.Globalization;
using Mainstay.Contracts;

namespace Mainstay.Web;

/// <summary>Amounts, numbers, dates and times as the language of the request writes them.</summary>
public static class Format
{
    private const char Minus = '\u2212';
    private const char NoBreakSpace = '\u00a0';

    /// <summary>An amount with its currency: −€12.50, −12,50 €.</summary>
    public static string Money(Money money)
    {
        var digits = MinorDigits(money.Currency);
        var major = Math.Abs((decimal)money.AmountMinor) / PowerOfTen(digits);
        var figure = major.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), Language.Current.Culture);
        var sign = money.AmountMinor < 0 ? Minus.ToString() : "";
        var symbol = Symbol(money.Currency);
        return Language.Current == Language.English
            ? string.Concat(sign, symbol, symbol.Length > 1 ? NoBreakSpace.ToString() : "", figure)
            : string.Concat(sign, figure, NoBreakSpace.ToString(), symbol);
    }

    public static string Money(long amountMinor, string currency) => Money(new Money(amountMinor, currency));

    /// <summary>An amount that was added or taken: with + or −; zero has none.</summary>
    public static string Change(Money money) => money.AmountMinor > 0 ? "+" + Money(money) : Money(money);

    public static string Number(long number) => (number < 0 ? Minus.ToString() : "") + Math.Abs((decimal)number).ToString("N0", Language.Current.Culture);

    /// <summary>A number with decimals, at most as many as given.</summary>
    public static string Number(double number, int decimals)
    {
        var pattern = "#,0." + new string('#', decimals);
        return (number < 0 ? Minus.ToString() : "") + Math.Abs(number).ToString(pattern, Language.Current.Culture);
    }

    public static string Percent(double share, int decimals = 0) =>
        Number(share * 100, decimals) + (Language.Current == Language.English ? "%" : NoBreakSpace + "%");

    /// <summary>9 December 2020.</summary>
    public static string Date(DateOnly date) => Day(date, "d MMMM yyyy");

    /// <summary>Wednesday 9 December.</summary>
    public static string DayOfWeek(DateOnly date) => Day(date, "dddd d MMMM");

    /// <summary>9 December.</summary>
    public static string DayAndMonth(DateOnly date) => Day(date, "d MMMM");

    /// <summary>9 Dec.</summary>
    public static string ShortDate(DateOnly date) => Day(date, "d MMM");

    /// <summary>14:05.</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", Language.Current.Culture);

    /// <summary>9 December 2020, 14:05; the offset decides the local time.</summary>
    public static string At(DateTimeOffset local) => $"{Date(DateOnly.FromDateTime(local.DateTime))}, {Time(TimeOnly.FromDateTime(local.DateTime))}";

    /// <summary>Bytes in the unit that fits: 3.4 MB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{Number(bytes)}{NoBreakSpace}B",
        < 1_000_000 => $"{Number(bytes / 1e3, 0)}{NoBreakSpace}kB",
        < 1_000_000_000 => $"{Number(bytes / 1e6, 1)}{NoBreakSpace}MB",
        _ => $"{Number(bytes / 1e9, 1)}{NoBreakSpace}GB",
    };

    /// <summary>How many minor units make a major one, as a power of ten. Source: ISO 4217 list one.</summary>
    internal static int MinorDigits(string currency) => currency switch
    {
        "JPY" or "KRW" or "ISK" or "CLP" or "VND" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    private static string Symbol(string currency) => currency switch
    {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        _ => currency,
    };

    private static decimal PowerOfTen(int digits) => digits switch { 0 => 1, 3 => 1000, _ => 100 };

    // French writes the first of a month as an ordinal.
    private static string Day(DateOnly date, string pattern)
    {
        var text = date.ToString(pattern, Language.Current.Culture);
        return date.Day == 1 && Language.Current == Language.French ? text.Replace("1 ", "1er ", StringComparison.Ordinal) : text;
    }
}
