using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>POST /api/v1/setup {token, handle, displayName, password}: the first administrator. The token works once, hence no Idempotency-Key.</summary>
internal static class PostSetup
{
    internal sealed record Asked(string Token, string Handle, string DisplayName, string Password);

    internal sealed record Answer(string Handle);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/setup", Handle)
        .WithSummary("Makes the first administrator, with the token that an empty store prints")
        .Class(AdmissionClass.Normal)
        .Produces<Answer>(StatusCodes.Status201Created)
        .MayRefuse(403, "setup-token-invalid")
        .MayRefuse(409, "already-set-up", "handle-taken")
        .MayRefuse(422, "handle-invalid", "display-name-invalid", "password-too-short", "password-too-long", "password-too-common");

    private static async Task<IResult> Handle(Asked asked, SettingUp settingUp, HttpContext context)
    {
        var application = new Application(asked.Handle, asked.DisplayName, asked.Password, Language.Of(context).Code);
        var outcome = await settingUp.SetUpAsync(asked.Token, application, context.RequestAborted);
        return outcome.Is(out var opened, out var trouble)
            ? Results.Json(new Answer(opened.Handle), PeopleJson.Default.PostSetupAnswer, statusCode: StatusCodes.Status201Created)
            : trouble.Result();
    }
}
