using System.Globalization;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// <c>GET /ledger?from=&amp;to=&amp;limit=&amp;cursor=</c>: meals, newest first, by the instant at which they were due; what is being given now is among them. A page's <c>nextCursor</c> asks for the next one.
/// </summary>
internal static class LedgerEndpoint
{
    private const int MostItems = 200;

    public static IResult Answer(Feeder feeder, HttpRequest request)
    {
        var query = request.Query;
        if (!TryInstant(query["from"], Instant.FromUnixTimeSeconds(0), out var from) || !TryInstant(query["to"], Instant.FromUtc(9000, 1, 1, 0, 0), out var to) || !TryLimit(query["limit"], out var limit) || !LedgerCursor.TryRead(query["cursor"], out var cursor))
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed", "from and to are instants such as 2026-03-29T00:00:00Z, limit is 1 to 200, cursor is a page's nextCursor.");
        var items = cursor is { } last && last.Due < to ? feeder.History(from, last.Due, limit + 1, last.OccurrenceId) : feeder.History(from, to, limit + 1);
        var next = items.Count > limit ? new LedgerCursor(items[limit - 1].Due, items[limit - 1].OccurrenceId).ToString() : null;
        return Results.Json(new MealPage([.. items.Take(limit).Select(Reports.Of)], next), LocalJson.Default.MealPage);
    }

    private static bool TryInstant(string? text, Instant otherwise, out Instant instant)
    {
        instant = otherwise;
        if (string.IsNullOrEmpty(text)) return true;
        if (Rfc3339.Read(text) is not { Year: > 0 and < 9999 } read) return false;
        instant = read.ToInstant();
        return true;
    }

    private static bool TryLimit(string? text, out int limit)
    {
        limit = 50;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostItems);
    }
}
