using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mainstay.Server.Demo;

/// <summary>The town's own programme (town-cashback.json), with two periods of three months, the first of which is running.</summary>
internal static class TownProgramme
{
    public const string Id = "town-cashback";

    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo s_french = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly CultureInfo s_italian = CultureInfo.GetCultureInfo("it-IT");

    /// <summary>The programme's file, as a manager would write it, in UTF-8.</summary>
    /// <param name="firstDay">The day on which the town's history begins.</param>
    public static byte[] Document(DateOnly firstDay)
    {
        using var template = typeof(TownProgramme).Assembly.GetManifestResourceStream("town-cashback.json")!;
        var document = JsonNode.Parse(template)!;
        var start = new DateOnly(firstDay.Year, firstDay.Month, 1);
        document["periods"] = new JsonArray(Period(start), Period(start.AddMonths(3)));
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject Period(DateOnly start)
    {
        var last = start.AddMonths(2);
        var end = start.AddMonths(3).AddDays(-1);
        return new JsonObject
        {
            ["period"] = start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            ["name"] = new JsonObject
            {
                ["en"] = Months(start, last, "to", s_english),
                ["fr"] = Months(start, last, "à", s_french),
                ["it"] = Months(start, last, "–", s_italian),
            },
            ["start"] = Date(start),
            ["end"] = Date(end),
            ["graceDays"] = 10,
            ["minimumCount"] = 10,
            ["ratePercent"] = 10,
            ["purchaseCapMinor"] = 15_000,
            ["periodCapMinor"] = 10_000,
            ["prize"] = new JsonObject { ["amountMinor"] = 5_000, ["places"] = 3 },
        };
    }

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>"November 2026 to January 2027", or "January to March 2027": the year once where it is the same.</summary>
    private static string Months(DateOnly first, DateOnly last, string until, CultureInfo culture)
    {
        var from = first.ToString(first.Year == last.Year ? "MMMM" : "MMMM yyyy", culture);
        return $"{char.ToUpper(from[0], culture)}{from[1..]} {until} {last.ToString("MMMM yyyy", culture)}";
    }
}
