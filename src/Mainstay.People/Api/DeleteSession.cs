using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>
/// DELETE /api/v1/sessions/{sessionId}, DELETE /api/v1/sessions/current, and DELETE /api/v1/sessions, which ends all others. The token is worth nothing from the
/// moment of the answer.
/// </summary>
internal static class DeleteSession
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete("/sessions/{sessionId}", Handle).WithSummary("Ends one of your sessions; \"current\" is the one that asks").RequireSignedIn().Class(AdmissionClass.Normal).Produces(StatusCodes.Status204NoContent).MayRefuse(404, ProblemCodes.NotFound);
        api.MapDelete("/sessions", HandleOthers).WithSummary("Ends all of your sessions but the one that asks").RequireSignedIn().Class(AdmissionClass.Normal).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Handle(string sessionId, AccountStore accounts, HttpContext context)
    {
        var who = SignedIn.From(context)!;
        var isCurrent = sessionId == "current" || sessionId == who.SessionId;
        var command = new AccountCommand.EndSession(isCurrent ? who.SessionId : sessionId);
        var answer = await accounts.SendAsync(who.AccountId, command, Request.By(who.AccountId));
        if (!answer.Ok) return Problems.NotFound();
        if (isCurrent && who.FromCookie) SessionCookies.Clear(context);
        return Results.NoContent();
    }

    private static async Task<IResult> HandleOthers(AccountStore accounts, HttpContext context)
    {
        var who = SignedIn.From(context)!;
        await accounts.SendAsync(who.AccountId, new AccountCommand.EndOtherSessions(who.SessionId), Request.By(who.AccountId));
        return Results.NoContent();
    }
}
