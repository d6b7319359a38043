using System.Globalization;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Schedules;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>GET and PUT /api/v1/feeders/{feederId}/schedule. Source of the preconditions: RFC 9110, 13.1.1; RFC 6585, 3.</summary>
internal static class ScheduleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{feederId}/schedule", Show)
            .WithSummary("Shows the plan that is wished; its version is the ETag")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ScheduleItem>()
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapPut("/{feederId}/schedule", WriteAsync)
            .WithSummary("Wishes for another plan; If-Match names the version that was edited")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ScheduleItem>()
            .MayRefuse(404, ProblemCodes.NotFound)
            .MayRefuse(412, "stale-version")
            .MayRefuse(422, "schedule-invalid")
            .MayRefuse(428, "if-match-missing");
    }

    private static IResult Show(string feederId, HttpContext context, OwnFeeders feeders, TownTime town) =>
        feeders.FindOwned(context, feederId) is { } own ? Shown(context, own.Feeder, town) : Problems.NotFound();

    private static async Task<IResult> WriteAsync(string feederId, ScheduleItem asked, HttpContext context, OwnFeeders feeders, FeederDesk desk, TownTime town)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        if (context.Request.Headers.IfMatch is not [{ Length: > 0 } match]) return Problems.Of(StatusCodes.Status428PreconditionRequired, "if-match-missing", "Say in If-Match which version was edited: the ETag of GET.");
        if (!TryVersion(match, out var seen)) return Stale();
        var reading = PlanReader.Read(asked.ToDocument());
        if (reading.Plan is not { } plan) return Problems.Of(StatusCodes.Status422UnprocessableEntity, "schedule-invalid", errors: [.. reading.Errors.Select(error => new FieldError(error.Field, error.Code))]);
        var answer = await desk.WishAsync(own, seen, plan, Request.By(SignedIn.From(context)!.AccountId));
        return answer.Refusal?.Code switch
        {
            null => Shown(context, answer.State, town),
            "stale-version" => Stale(),
            _ => Problems.NotFound(),
        };
    }

    private static IResult Stale() => Problems.Of(StatusCodes.Status412PreconditionFailed, "stale-version", "Somebody has changed the schedule since. Read it again.");

    private static IResult Shown(HttpContext context, Feeder feeder, TownTime town)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{feeder.Wished.Plan.Version}\"");
        return Answers.Json(ScheduleItem.Of(EditedPlan.Of(feeder, town)), FeedersJson.Default.ScheduleItem);
    }

    /// <summary>"3"; * is whichever it is. A weak one never matches.</summary>
    private static bool TryVersion(string match, out long? version)
    {
        version = null;
        if (match == "*") return true;
        if (match is not ['"', .. var digits, '"'] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        version = number;
        return true;
    }
}
