using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Commands;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>POST /api/v1/feeders/{feederId}/feed {portions}, GET …/commands/{commandId}.</summary>
internal static class FeedEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/{feederId}/feed", FeedAsync)
            .WithSummary("Feeds now, once; what came of it is at the command")
            .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Critical)
            .Produces<FeedAccepted>(202)
            .MayRefuse(404, ProblemCodes.NotFound)
            .MayRefuse(409, "daily-maximum")
            .MayRefuse(422, "portions-invalid");
        api.MapGet("/{feederId}/commands/{commandId}", Show)
            .WithSummary("Shows what came of feeding now; the newest sixty-four are kept")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<CommandItem>()
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> FeedAsync(string feederId, FeedRequest asked, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.Find(context, feederId) is not { } own) return Problems.NotFound();
        if (asked.Portions is not (>= 1 and <= PlanLimits.Portions and var portions)) return Problems.From(Refusal.Of("portions-invalid", "portions"), StatusCodes.Status422UnprocessableEntity);
        var request = IdempotentPost.RequestOf(context);
        var answer = await desk.FeedAsync(own, portions, request);
        var commandId = request.Id.ToString();
        return IdempotentPost.Result(
            context, answer,
            done => FeedRules.GoodUntil(done, commandId) is { } until
                ? Answers.Json(new FeedAccepted(commandId, until), FeedersJson.Default.FeedAccepted, StatusCodes.Status202Accepted)
                : Problems.NotFound(),
            _ => StatusCodes.Status409Conflict);
    }

    private static IResult Show(string feederId, string commandId, HttpContext context, OwnFeeders feeders, FeederShow show) =>
        feeders.Find(context, feederId) is { } own && own.Feeder.Commands.FirstOrDefault(command => command.CommandId == commandId) is { } found
            ? Answers.Json(show.Of(own.Feeder, found), FeedersJson.Default.CommandItem)
            : Problems.NotFound();
}
