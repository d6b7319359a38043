using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>GET and POST /api/v1/feeders/{feederId}/shares and …/owners, DELETE …/shares/{handle} and …/owners/{handle}.</summary>
internal static class ShareEndpoints
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{feederId}/shares", Shares).WithSummary("Lists who may use a feeder for a while")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<ShareItem>>().TakesPaging().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/{feederId}/shares", ShareAsync).WithSummary("Lets somebody look and feed until a day")
            .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<ShareItem>(201)
            .MayRefuse(404, ProblemCodes.NotFound).MayRefuse(422, "handle-unknown", "until-invalid", "until-past", "already-owner", "too-many");
        api.MapDelete("/{feederId}/shares/{handle}", EndAsync).WithSummary("Ends a share")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces(204).MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{feederId}/owners", Owners).WithSummary("Lists who has a feeder")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<OwnerItem>>().TakesPaging().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/{feederId}/owners", AddAsync).WithSummary("Makes somebody an owner beside oneself")
            .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<OwnerItem>(201)
            .MayRefuse(404, ProblemCodes.NotFound).MayRefuse(422, "handle-unknown", "too-many");
        api.MapDelete("/{feederId}/owners/{handle}", RemoveAsync).WithSummary("Takes an owner out, or oneself")
            .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces(204).MayRefuse(404, ProblemCodes.NotFound).MayRefuse(409, "last-owner");
    }

    private static IResult Shares(string feederId, HttpContext context, OwnFeeders feeders, PeopleNames names, TimeProvider clock) =>
        feeders.FindOwned(context, feederId) is { } own
            ? Answers.Json(ListOf.OfShort([.. own.Feeder.Shares.Where(share => share.Until > clock.GetUtcNow()).Select(share => Of(share, names))], Paging.From(context), share => share.Handle ?? ""), FeedersJson.Default.ListOfShareItem)
            : Problems.NotFound();

    private static async Task<IResult> ShareAsync(string feederId, ShareRequest asked, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts, PeopleNames names, TimeProvider clock)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        if (accounts.Find(asked.Handle ?? "") is not { } account) return Problems.From(Refusal.Of("handle-unknown", "handle"), StatusCodes.Status422UnprocessableEntity);
        if (asked.Until is not { } until || until > clock.GetUtcNow() + s_longest) return Problems.From(Refusal.Of("until-invalid", "until"), StatusCodes.Status422UnprocessableEntity);
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.ShareWith(account, until.ToUniversalTime()), IdempotentPost.RequestOf(context), context.RequestAborted);
        return IdempotentPost.Result(context, answer, _ => Answers.Json(Of(new Share(account, until), names), FeedersJson.Default.ShareItem, StatusCodes.Status201Created));
    }

    private static async Task<IResult> EndAsync(string feederId, string handle, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts)
    {
        if (feeders.FindOwned(context, feederId) is not { } own || accounts.Find(handle) is not { } account || own.Feeder.Shares.All(share => share.AccountId != account)) return Problems.NotFound();
        await desk.SendToKeepersAsync(own, new FeederCommand.EndShare(account), Request.By(SignedIn.From(context)!.AccountId), context.RequestAborted);
        return Results.NoContent();
    }

    private static IResult Owners(string feederId, HttpContext context, OwnFeeders feeders, PeopleNames names) =>
        feeders.Find(context, feederId) is { } own
            ? Answers.Json(ListOf.OfShort([.. own.Feeder.Owners.Select(account => OwnerOf(account, names))], Paging.From(context), owner => owner.Handle ?? ""), FeedersJson.Default.ListOfOwnerItem)
            : Problems.NotFound();

    private static async Task<IResult> AddAsync(string feederId, OwnerRequest asked, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts, PeopleNames names)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Problems.NotFound();
        if (accounts.Find(asked.Handle ?? "") is not { } account) return Problems.From(Refusal.Of("handle-unknown", "handle"), StatusCodes.Status422UnprocessableEntity);
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.AddOwner(account), IdempotentPost.RequestOf(context), context.RequestAborted);
        return IdempotentPost.Result(context, answer, _ => Answers.Json(OwnerOf(account, names), FeedersJson.Default.OwnerItem, StatusCodes.Status201Created));
    }

    private static async Task<IResult> RemoveAsync(string feederId, string handle, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts)
    {
        if (feeders.FindOwned(context, feederId) is not { } own || accounts.Find(handle) is not { } account || !own.Feeder.IsOwner(account)) return Problems.NotFound();
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.RemoveOwner(account), Request.By(SignedIn.From(context)!.AccountId), context.RequestAborted);
        return answer.Refusal is { } refusal ? Problems.From(refusal, StatusCodes.Status409Conflict) : Results.NoContent();
    }

    private static ShareItem Of(Share share, PeopleNames names)
    {
        var name = names.Find(share.AccountId);
        return new ShareItem(name?.Handle, name?.DisplayName, share.Until);
    }

    private static OwnerItem OwnerOf(string account, PeopleNames names)
    {
        var name = names.Find(account);
        return new OwnerItem(name?.Handle, name?.DisplayName);
    }
}
