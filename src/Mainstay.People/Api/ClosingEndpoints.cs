using Mainstay.People.Endings;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>
/// POST /api/v1/me/proof {password}; POST /api/v1/me/closing; POST /api/v1/accounts/{handle}/erasure {reason}. Asked twice each has one effect by itself, hence no
/// Idempotency-Key.
/// </summary>
internal static class ClosingEndpoints
{
    internal sealed record ProofGiven(string Password);

    internal sealed record Closing(DateTimeOffset ClosesAt);

    internal sealed record Ordered(string Reason);

    internal sealed record Erasing(string Handle, DateTimeOffset ClosedAt);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/me/proof", Prove).WithSummary("Shows once more who you are: opens what wants a fresh proof for ten minutes")
            .RequireSignedIn().Class(AdmissionClass.Normal).Produces(StatusCodes.Status204NoContent)
            .MayRefuse(422, "password-wrong").MayRefuse(429, "too-many-attempts");
        api.MapPost("/me/closing", Close).WithSummary("Closes your account after some days in which signing in with keep: true undoes it; ends all sessions at once")
            .RequireSignedIn().Class(AdmissionClass.Normal).Produces<Closing>()
            .MayRefuse(403, "proof-needed").MayRefuse(409, "administrates");
        api.MapPost("/accounts/{handle}/erasure", Erase).WithSummary("Closes somebody's account at once and makes what identifies them unreadable; reason: request, died, misuse or court")
            .RequireRole(Roles.Administrator).Class(AdmissionClass.Normal).Produces<Erasing>()
            .MayRefuse(404, ProblemCodes.NotFound).MayRefuse(409, "administrates").MayRefuse(422, "reason-unknown");
    }

    private static async Task<IResult> Prove(ProofGiven given, FreshProof fresh, HttpContext context) =>
        (await fresh.GiveAsync(SignedIn.From(context)!, given.Password, Caller.Of(context), context.RequestAborted))?.Result() ?? Results.NoContent();

    private static async Task<IResult> Close(AccountClosing closing, HttpContext context) =>
        (await closing.AskAsync(SignedIn.From(context)!)).Is(out var closes, out var trouble)
            ? Results.Json(new Closing(closes.At), PeopleJson.Default.ClosingEndpointsClosing)
            : trouble.Result();

    private static async Task<IResult> Erase(string handle, Ordered ordered, AccountClosing closing, HttpContext context) =>
        (await closing.OrderErasureAsync(handle, ordered.Reason, SignedIn.From(context)!.AccountId)).Is(out var closed, out var trouble)
            ? Results.Json(new Erasing(handle, closed.At), PeopleJson.Default.ClosingEndpointsErasing)
            : trouble.Result();
}
