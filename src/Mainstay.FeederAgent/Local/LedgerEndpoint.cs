using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET /ledger?from=&amp;to=&amp;limit=</c>: meals, newest first, by the instant at which they were due; what is being given now is among them.</summary>
internal static class LedgerEndpoint
{
    private const int MostItems = 200;

    public static IResult Answer(Feeder feeder, HttpRequest request)
    {
        if (!TryInstant(request.Query["from"], Instant.FromUnixTimeSeconds(0), out var from) || !TryInstant(request.Query["to"], Instant.FromUtc(9000, 1, 1, 0, 0), out var to) || !TryLimit(request.Query["limit"], out var limit))
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed", "from and to are instants such as 2026-03-29T00:00:00Z, limit is 1 to 200.");
        var items = feeder.History(from, to, limit + 1);
        var next = items.Count > limit ? InstantPattern.ExtendedIso.Format(items[limit - 1].Due) : null;
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
        return string.IsNullOrEmpty(text) || (int.TryParse(text, out limit) && limit is >= 1 and <= MostItems);
    }
}
