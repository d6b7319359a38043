using Mainstay.People.Recovery;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/recovery {handle, code, newPassword}: back in with a recovery code or a reset code. A code works once, hence no Idempotency-Key.</summary>
internal static class PostRecovery
{
    internal sealed record Asked(string Handle, string Code, string NewPassword);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/recovery", Handle)
        .WithSummary("Sets a new password with a one-time code, and signs in")
        .Class(AdmissionClass.Normal)
        .Produces<PostSession.Answer>(StatusCodes.Status201Created)
        .MayRefuse(401, "recovery-failed")
        .MayRefuse(422, "password-too-short", "password-too-long", "password-too-common")
        .MayRefuse(429, "too-many-attempts")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Handle(Asked asked, Recovering recovering, HttpContext context) =>
        PostSession.AnswerOf(await recovering.RecoverAsync(asked.Handle, asked.Code, asked.NewPassword, Caller.Of(context), context.RequestAborted));
}
