using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>GET /api/v1/sessions: where one is signed in, the last used first. At most 50.</summary>
internal static class GetSessions
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/sessions", Handle)
        .WithSummary("Lists where you are signed in")
        .RequireSignedIn()
        .Class(AdmissionClass.Normal)
        .Produces<ListOf<SessionItem>>().TakesPaging();

    private static IResult Handle(SessionList sessions, HttpContext context) =>
        Results.Json(ListOf.OfShort(sessions.Of(SignedIn.From(context)!), Paging.From(context), session => session.SessionId), PeopleJson.Default.ListOfSessionItem);
}
