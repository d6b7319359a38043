using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>GET /api/v1/sessions: where one is signed in, the last used first. At most 50, on one page.</summary>
internal static class GetSessions
{
    internal sealed record Item(string SessionId, string Label, string Network, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, bool Current);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/sessions", Handle)
        .RequireSignedIn()
        .Class(AdmissionClass.Normal)
        .Produces<ListOf<Item>>();

    private static IResult Handle(SessionList sessions, HttpContext context) =>
        Results.Json(new ListOf<Item>(sessions.Of(SignedIn.From(context)!), null), PeopleJson.Default.ListOfGetSessionsItem);
}

/// <summary>The live sessions of somebody who is signed in.</summary>
internal sealed class SessionList(AccountStore accounts, SessionTable table, [FromKeyedServices("real")] TimeProvider clock)
{
    public IReadOnlyList<GetSessions.Item> Of(SignedIn who)
    {
        var now = clock.GetUtcNow();
        return [.. accounts.Read(who.AccountId).Sessions.Select(session => ItemOf(who, session)).Where(pair => pair.Session.IsLiveAt(now)).OrderByDescending(pair => pair.Item.LastSeenAt).Select(pair => pair.Item)];
    }

    private (GetSessions.Item Item, Session Session) ItemOf(SignedIn who, Session stored)
    {
        var session = stored with { LastSeenAt = table.LastSeenAt(who.AccountId, stored) };
        var isCurrent = session.SessionId == who.SessionId;
        return (new GetSessions.Item(session.SessionId, session.Label?.Reveal() ?? "", session.AddressPrefix, session.CreatedAt, session.LastSeenAt, session.ExpiresAt, isCurrent), session);
    }
}
