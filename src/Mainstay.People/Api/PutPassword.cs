using Mainstay.People.Passwords;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>PUT /api/v1/me/password {password, newPassword}: all other sessions end.</summary>
internal static class PutPassword
{
    internal sealed record Asked(string Password, string NewPassword);

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/me/password", Handle)
        .WithSummary("Changes your password")
        .RequireSignedIn()
        .Class(AdmissionClass.Normal)
        .Produces(StatusCodes.Status204NoContent)
        .MayRefuse(422, "password-wrong", "password-too-short", "password-too-long", "password-too-common")
        .MayRefuse(429, "too-many-attempts")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Handle(Asked asked, PasswordChanging changing, HttpContext context) =>
        await changing.ChangeAsync(SignedIn.From(context)!, asked.Password, asked.NewPassword, Caller.Of(context), context.RequestAborted) is { } trouble
            ? trouble.Result()
            : Results.NoContent();
}
