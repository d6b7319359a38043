using Mainstay.People.Passwords;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/me/recovery-codes {password}: ten new ones; the old ones stop working.</summary>
internal static class PostRecoveryCodes
{
    internal sealed record Asked(string Password);

    internal sealed record Answer(IReadOnlyList<string> RecoveryCodes);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/me/recovery-codes", Handle)
        .WithSummary("Makes ten new recovery codes; the earlier ones stop working")
        .RequireSignedIn()
        .RequireIdempotencyKey()
        .Class(AdmissionClass.Normal)
        .Produces<Answer>(StatusCodes.Status201Created)
        .MayRefuse(422, "password-wrong", ProblemCodes.KeyReused)
        .MayRefuse(429, "too-many-attempts")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Handle(Asked asked, PasswordChanging changing, HttpContext context)
    {
        var outcome = await changing.RenewCodesAsync(SignedIn.From(context)!, asked.Password, Caller.Of(context), IdempotentPost.RequestOf(context), context.RequestAborted);
        if (!outcome.Is(out var renewed, out var trouble)) return trouble.Result();
        if (renewed.IsRepeat) IdempotentPost.Replayed(context);
        return Results.Json(new Answer(renewed.RecoveryCodes), PeopleJson.Default.PostRecoveryCodesAnswer, statusCode: StatusCodes.Status201Created);
    }
}
