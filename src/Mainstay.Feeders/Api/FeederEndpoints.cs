using System.Text.Json;
using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;

namespace Mainstay.Feeders.Api;

/// <summary>GET /api/v1/feeders, GET and PATCH …/{feederId}.</summary>
internal static class FeederEndpoints
{
    private const int LongestName = 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/", List)
            .WithSummary("Lists the feeders that one has or may use")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<FeederItem>>().TakesPaging();
        api.MapGet("/{feederId}", Show)
            .WithSummary("Shows a feeder: its connection, what it was told and what it follows, its last and its next meal")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<FeederItem>()
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapPatch("/{feederId}", ChangeAsync)
            .WithSummary("Changes a feeder's name, zone or quiet hours; what is left out stays")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Accepts<DescribeRequest>("application/json").Produces<FeederItem>()
            .MayRefuse(404, ProblemCodes.NotFound)
            .MayRefuse(422, "name-invalid", "zone-unknown", "time-invalid");
    }

    private static IResult List(HttpContext context, OwnFeeders feeders, FeederShow show)
    {
        var paging = Paging.From(context);
        var after = paging.After?.Text() ?? "";
        var items = feeders.All(context).OrderBy(own => own.Id, StringComparer.Ordinal).Where(own => string.CompareOrdinal(own.Id, after) > 0).Take(paging.Limit + 1).ToList();
        return Answers.Json(ListOf.Part(items, paging.Limit, own => Cursor.Of(own.Id)).As(show.Of), FeedersJson.Default.ListOfFeederItem);
    }

    private static IResult Show(string feederId, HttpContext context, OwnFeeders feeders, FeederShow show) =>
        feeders.Find(context, feederId) is { } own ? Answers.Json(show.Of(own), FeedersJson.Default.FeederItem) : Problems.NotFound();

    private static async Task<IResult> ChangeAsync(string feederId, JsonElement body, HttpContext context, OwnFeeders feeders, FeederDesk desk, FeederShow show)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        if (body.ValueKind != JsonValueKind.Object || Read(body) is not { } asked) return Problems.Malformed();
        if (Check(asked) is { } wrong) return Problems.From(wrong, StatusCodes.Status422UnprocessableEntity);
        var request = Request.By(SignedIn.From(context)!.AccountId);
        var setsQuiet = body.TryGetProperty("quietHours", out _);
        var quiet = asked.QuietHours is { } hours ? new QuietHours(TimeOf(hours.From)!.Value, TimeOf(hours.To)!.Value) : null;
        var name = asked.Name is { } given ? new Sealed<string>(own.Feeder.Owners[0], given.Trim()) : null;
        await desk.SendAsync(own, new FeederCommand.Describe(name, setsQuiet, quiet), request);
        if (asked.Zone is { } zone) await desk.SendAsync(own, new FeederCommand.MoveZone(zone), request);
        return feeders.Find(context, feederId) is { } now ? Answers.Json(show.Of(now), FeedersJson.Default.FeederItem) : Problems.NotFound();
    }

    private static DescribeRequest? Read(JsonElement body)
    {
        try
        {
            return body.Deserialize(FeedersJson.Default.DescribeRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with what people say of a feeder; null when nothing is.</summary>
    internal static Refusal? Check(DescribeRequest asked)
    {
        if (asked.Name is { } name && (name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl))) return Refusal.Of("name-invalid", "name");
        if (asked.Zone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null) return Refusal.Of("zone-unknown", "zone");
        if (asked.QuietHours is { } quiet && TimeOf(quiet.From) is null) return Refusal.Of("time-invalid", "quietHours.from");
        return asked.QuietHours is { } hours && TimeOf(hours.To) is null ? Refusal.Of("time-invalid", "quietHours.to") : null;
    }

    internal static TimeOnly? TimeOf(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time) ? time : null;
}
