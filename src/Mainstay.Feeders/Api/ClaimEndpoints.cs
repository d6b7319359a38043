using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>POST /api/v1/feeders/claims {code}; POST …/{feederId}/transfer; DELETE …/{feederId}.</summary>
internal static class ClaimEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/claims", ClaimAsync)
            .WithSummary("Claims a feeder by the text of its QR code")
            .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal)
            .Produces<ClaimedItem>(201)
            .MayRefuse(409, "already-claimed")
            .MayRefuse(422, "claim-invalid");
        api.MapPost("/{feederId}/transfer", OfferAsync)
            .WithSummary("Gives a code with which the next owner claims the feeder")
            .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal)
            .Produces<TransferItem>(201)
            .MayRefuse(404, ProblemCodes.NotFound)
            .MayRefuse(409, "not-claimed");
        api.MapDelete("/{feederId}", ReleaseAsync)
            .WithSummary("Lets go of a feeder: its history is gone, and the code on it is good again")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal)
            .Produces(204)
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> ClaimAsync(ClaimRequest asked, HttpContext context, FeederDesk desk)
    {
        var (answer, refusal) = await desk.ClaimAsync(asked.Code, IdempotentPost.RequestOf(context), context.RequestAborted);
        if (answer is not { } given) return Problems.From(refusal!, StatusCodes.Status422UnprocessableEntity);
        return IdempotentPost.Result(
            context, given, done => Answers.Json(Claimed(done.State, asked.Code!), FeedersJson.Default.ClaimedItem, StatusCodes.Status201Created),
            refused => refused.Code == "already-claimed" ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
    }

    private static ClaimedItem Claimed(Devices.Device device, string code)
    {
        var deviceId = Devices.ClaimCode.TryParse(code)!.DeviceId;
        return new ClaimedItem(device.FeederId ?? "", deviceId, deviceId);
    }

    private static async Task<IResult> OfferAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        var (code, answer) = await desk.OfferAsync(own, IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(
            context, answer, done => Answers.Json(new TransferItem(code, done.State.Transfer?.Until ?? default), FeedersJson.Default.TransferItem, StatusCodes.Status201Created),
            _ => StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ReleaseAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        await desk.SendToKeepersAsync(own, new FeederCommand.Release(), Request.By(SignedIn.From(context)!.AccountId), context.RequestAborted);
        return Results.NoContent();
    }
}
