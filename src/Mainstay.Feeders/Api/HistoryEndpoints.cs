using System.Globalization;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;

namespace Mainstay.Feeders.Api;

/// <summary>GET /api/v1/feeders/{feederId}/occurrences?from=&amp;to=, …/occurrences.csv and …/notices.</summary>
internal static class HistoryEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{feederId}/occurrences", ListAsync)
            .WithSummary("Lists what became of meals, newest first")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<OccurrenceItem>>().TakesPaging()
            .MayRefuse(400, ProblemCodes.Malformed)
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{feederId}/occurrences.csv", ExportAsync)
            .WithSummary("Fetches all that became of meals, as a table")
            .RequireRole(Roles.Member).Class(AdmissionClass.Background).Produces<string>(200, "text/csv")
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{feederId}/notices", NoticesAsync)
            .WithSummary("Lists what the owners were told, newest first")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<NoticeItem>>().TakesPaging()
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> ListAsync(string feederId, string? from, string? to, HttpContext context, OwnFeeders feeders, HistoryView view, EntityHost host, TimeProvider clock)
    {
        if (feeders.Find(context, feederId) is not { } own) return Problems.NotFound();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(own.Feeder.Wished.Plan.Zone) ?? DateTimeZone.Utc;
        if (!TryBound(from, zone, isEnd: false, out var first) || !TryBound(to, zone, isEnd: true, out var last)) return Problems.Malformed("from and to are dates or instants.");
        var paging = Paging.From(context);
        await view.CatchUpAsync(host, context.RequestAborted);
        var (low, high) = (first ?? DateTimeOffset.UnixEpoch, last ?? DateTimeOffset.MaxValue);
        var lines = view.Meals(feederId, low, high, paging.After?.Number() ?? long.MaxValue, paging.After?.Text(1) ?? "", paging.Limit + 1);
        if (paging.After is null) lines = [.. WithDue(own.Feeder, clock.GetUtcNow(), low, high, lines).Take(paging.Limit + 1)];
        var pets = own.Feeder.Wished.Pets?.Reveal();
        var part = ListOf.Part(lines, paging.Limit, line => Cursor.Of(line.Due.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), line.OccurrenceId));
        return Answers.Json(part.As(line => FeederShow.Of(line, pets)), FeedersJson.Default.ListOfOccurrenceItem);
    }

    /// <summary>What has come due and is not reported yet stands first; a report of it may be in the view already.</summary>
    private static IEnumerable<MealLine> WithDue(Feeder feeder, DateTimeOffset now, DateTimeOffset from, DateTimeOffset to, List<MealLine> lines)
    {
        var due = FeederShow.Due(feeder, now).Where(line => line.Due >= from && line.Due < to && lines.All(known => known.OccurrenceId != line.OccurrenceId));
        return lines.Concat(due).OrderByDescending(line => line.Due).ThenByDescending(line => line.OccurrenceId, StringComparer.Ordinal);
    }

    private static async Task<IResult> ExportAsync(string feederId, HttpContext context, OwnFeeders feeders, HistoryView view, EntityHost host)
    {
        if (feeders.Find(context, feederId) is not { } own) return Problems.NotFound();
        await view.CatchUpAsync(host, context.RequestAborted);
        return Results.Stream(body => HistoryCsv.WriteAsync(body, view, own, context.RequestAborted), "text/csv; charset=utf-8", $"{feederId}.csv");
    }

    private static async Task<IResult> NoticesAsync(string feederId, HttpContext context, OwnFeeders feeders, HistoryView view, EntityHost host)
    {
        if (feeders.Find(context, feederId) is null) return Problems.NotFound();
        var paging = Paging.From(context);
        await view.CatchUpAsync(host, context.RequestAborted);
        var notices = ListOf.Part(view.Notices(feederId, paging.After?.Number() ?? long.MaxValue, paging.Limit + 1), paging.Limit, notice => Cursor.Of(notice.Position));
        return Answers.Json(notices.As(notice => new NoticeItem(notice.Kind, notice.At, notice.About, notice.OccurrenceId, notice.TellAt)), FeedersJson.Default.ListOfNoticeItem);
    }

    /// <summary>A date is its whole day in the zone, the last one included; before and after all that there can be, it is no bound.</summary>
    private static bool TryBound(string? text, DateTimeZone zone, bool isEnd, out DateTimeOffset? bound)
    {
        bound = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date)
        {
            bound = Outside(date.Value.Year) ?? Dates.BeginningOf(isEnd ? date.Value.PlusDays(1) : date.Value, zone).ToDateTimeOffset();
            return true;
        }

        // A plus sign that was not escaped has come as a space.
        if (Rfc3339.Read(text.Replace(' ', '+')) is not { } instant) return false;
        bound = Outside(instant.Year) ?? instant.ToDateTimeOffset();
        return true;
    }

    /// <summary>The end of time that a year stands for in which calendars cannot reckon; null for the others.</summary>
    private static DateTimeOffset? Outside(int year) => year switch
    {
        <= 1900 => DateTimeOffset.UnixEpoch,
        >= 9000 => DateTimeOffset.MaxValue,
        _ => null,
    };
}
