using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/sessions {handle, password, label?, keep?}: a token. Each call begins a session of its own, hence no Idempotency-Key.</summary>
internal static class PostSession
{
    internal sealed record Asked(string Handle, string Password, string? Label = null, bool Keep = false);

    internal sealed record Answer(string Token, DateTimeOffset ExpiresAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/sessions", Handle)
        .WithSummary("Signs in")
        .Class(AdmissionClass.Normal)
        .Produces<Answer>(StatusCodes.Status201Created)
        .MayRefuse(401, "sign-in-failed")
        .MayRefuse(403, "account-closing")
        .MayRefuse(429, "too-many-attempts")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Handle(Asked asked, SigningIn signingIn, HttpContext context) =>
        AnswerOf(await signingIn.SignInAsync(asked.Handle, asked.Password, asked.Keep, Caller.Of(context).Named(asked.Label), context.RequestAborted));

    internal static IResult AnswerOf(Outcome<NewSession> outcome) => outcome.Is(out var session, out var trouble)
        ? Results.Json(new Answer(session.Token, session.ExpiresAt), PeopleJson.Default.PostSessionAnswer, statusCode: StatusCodes.Status201Created)
        : trouble.Result();
}
