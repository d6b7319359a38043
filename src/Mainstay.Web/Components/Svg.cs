using System.Globalization;

namespace Mainstay.Web.Components;

/// <summary>Numbers as SVG attributes take them, whatever the language.</summary>
internal static class Svg
{
    public static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
