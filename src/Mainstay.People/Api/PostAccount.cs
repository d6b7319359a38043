using Mainstay.People.Accounts;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/accounts {handle, displayName, password, language?}: an account of one's own, if People:OpenRegistration.</summary>
internal static class PostAccount
{
    internal sealed record Asked(string Handle, string DisplayName, string Password, string? Language = null);

    internal sealed record Answer(string AccountId, string Handle, IReadOnlyList<string> RecoveryCodes);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/accounts", Handle)
        .WithSummary("Opens an account")
        .RequireIdempotencyKey()
        .Class(AdmissionClass.Normal)
        .Produces<Answer>(StatusCodes.Status201Created)
        .MayRefuse(403, "registration-closed")
        .MayRefuse(409, "handle-taken")
        .MayRefuse(422, "handle-invalid", "display-name-invalid", "password-too-short", "password-too-long", "password-too-common", "language-unknown", ProblemCodes.KeyReused)
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Handle(Asked asked, AccountOpening opening, PeopleKeys keys, PeopleOptions options, HttpContext context)
    {
        if (!options.OpenRegistration) return Trouble.Of(StatusCodes.Status403Forbidden, "registration-closed").Result();
        var request = IdempotentPost.RequestOf(context);
        var application = new Application(asked.Handle, asked.DisplayName, asked.Password, asked.Language ?? Language.Of(context).Code);
        var outcome = await opening.OpenAsync(application, keys.AccountIdFor(request.Id), request, context.RequestAborted);
        if (!outcome.Is(out var opened, out var trouble)) return trouble.Result();
        if (opened.IsRepeat) IdempotentPost.Replayed(context);
        return Results.Json(new Answer(opened.AccountId, opened.Handle, opened.RecoveryCodes), PeopleJson.Default.PostAccountAnswer, statusCode: StatusCodes.Status201Created);
    }
}
