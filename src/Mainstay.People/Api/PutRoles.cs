using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>PUT /api/v1/accounts/{handle}/roles {roles: ["member", "manager", …]}: all roles the account shall have.</summary>
internal static class PutRoles
{
    internal sealed record Asked(IReadOnlyList<string> Roles);

    internal sealed record Answer(string Handle, IReadOnlyList<string> Roles);

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/accounts/{handle}/roles", Handle)
        .WithSummary("Says what an account may do")
        .RequireRole(Web.Roles.Administrator)
        .Class(AdmissionClass.Normal)
        .Produces<Answer>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "last-administrator")
        .MayRefuse(422, "role-unknown");

    private static async Task<IResult> Handle(string handle, Asked asked, RoleChanging changing, HttpContext context)
    {
        var outcome = await changing.ChangeAsync(handle, asked.Roles, SignedIn.From(context)!.AccountId, context.RequestAborted);
        return outcome.Is(out var changed, out var trouble)
            ? Results.Json(new Answer(changed.Account.Handle!.Reveal() ?? handle, RoleNames.Of(changed.Account.Roles)), PeopleJson.Default.PutRolesAnswer)
            : trouble.Result();
    }
}
