using Mainstay.People.Audit;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>GET /api/v1/accounts?handle=&amp;role= and GET /api/v1/audit?handle=&amp;kind=, newest first.</summary>
internal static class AdministratorLists
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/accounts", GetAccounts).WithSummary("Lists the accounts, newest first").RequireRole(Roles.Administrator).Class(AdmissionClass.Background).Produces<ListOf<ListedAccount>>().TakesPaging();
        api.MapGet("/audit", GetAudit).WithSummary("Lists what happened to accounts, newest first").RequireRole(Roles.Administrator).Class(AdmissionClass.Background).Produces<ListOf<TrailEntry>>().TakesPaging();
    }

    private static IResult GetAccounts(AccountList list, HttpContext context, string? handle = null, string? role = null) =>
        Results.Json(list.Read(handle, role, Paging.From(context)), PeopleJson.Default.ListOfListedAccount);

    private static IResult GetAudit(AuditTrail trail, HttpContext context, string? handle = null, string? kind = null) =>
        Results.Json(trail.Read(new TrailQuery(handle, kind), Paging.From(context)), PeopleJson.Default.ListOfTrailEntry);
}
