using Mainstay.People.Accounts;
using Mainstay.Web;

namespace Mainstay.People.Sessions;

/// <summary>A session as its owner sees it.</summary>
/// <param name="SessionId">To end it by.</param>
/// <param name="Label">What it is called; empty when the label was erased.</param>
/// <param name="Network">Where it was started from, cut to /24 or /48.</param>
/// <param name="CreatedAt">Real time.</param>
/// <param name="LastSeenAt">Real time.</param>
/// <param name="ExpiresAt">When it ends in any case.</param>
/// <param name="Current">The one that asks.</param>
public sealed record SessionItem(string SessionId, string Label, string Network, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>The live sessions of somebody who is signed in, the last used first.</summary>
internal sealed class SessionList(AccountStore accounts, SessionTable table, [FromKeyedServices("real")] TimeProvider clock)
{
    public IReadOnlyList<SessionItem> Of(SignedIn who)
    {
        var now = clock.GetUtcNow();
        return [.. accounts.Read(who.AccountId).Sessions
            .Select(stored => stored with { LastSeenAt = table.LastSeenAt(who.AccountId, stored) })
            .Where(session => session.IsLiveAt(now))
            .OrderByDescending(session => session.SessionId == who.SessionId)
            .ThenByDescending(session => session.LastSeenAt)
            .Select(session => ItemOf(session, who.SessionId))];
    }

    private static SessionItem ItemOf(Session session, string current) => new(
        session.SessionId, session.Label?.Reveal() ?? "", session.AddressPrefix, session.CreatedAt, session.LastSeenAt, session.ExpiresAt, session.SessionId == current);
}
