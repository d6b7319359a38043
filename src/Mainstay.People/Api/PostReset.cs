using Mainstay.People.Recovery;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/accounts/{handle}/resets: a one-time code for somebody who cannot come in, good for ten minutes.</summary>
internal static class PostReset
{
    internal sealed record Answer(string Handle, string Code, DateTimeOffset ExpiresAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/accounts/{handle}/resets", Handle)
        .WithSummary("Makes a one-time code with which a person can set a new password")
        .RequireRole(Roles.Administrator)
        .RequireIdempotencyKey()
        .Class(AdmissionClass.Normal)
        .Produces<Answer>(StatusCodes.Status201Created)
        .MayRefuse(404, ProblemCodes.NotFound);

    private static async Task<IResult> Handle(string handle, ResetIssuing issuing, HttpContext context)
    {
        if (!(await issuing.IssueAsync(handle, IdempotentPost.RequestOf(context))).Is(out var issued, out var trouble)) return trouble.Result();
        if (issued.IsRepeat) IdempotentPost.Replayed(context);
        return Results.Json(new Answer(issued.Handle, issued.Code, issued.ExpiresAt), PeopleJson.Default.PostResetAnswer, statusCode: StatusCodes.Status201Created);
    }
}
