using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.Web;

namespace Mainstay.People.SignIn;

/// <summary>
/// Whether somebody has shown just now who they are, by signing in or by giving the password once more: asked before what matters, so that a device left open gives nobody
/// the account. Source: OWASP ASVS 5.0, 7.5.1.
/// </summary>
internal sealed class FreshProof(AccountStore accounts, Proof proof, [FromKeyedServices("real")] TimeProvider clock)
{
    private const int RememberedSessions = 20_000;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    /// <summary>In memory: after a restart a person is asked once more.</summary>
    private readonly BoundedTable<string, DateTimeOffset> _given = new(RememberedSessions, StringComparer.Ordinal);

    public bool IsFresh(SignedIn who)
    {
        var now = clock.GetUtcNow();
        if (_given.TryGet(who.SessionId, out var given) && now - given < GoodFor) return true;
        return accounts.Read(who.AccountId).Sessions.Any(session => session.SessionId == who.SessionId && now - session.CreatedAt < GoodFor);
    }

    /// <summary>Null when the password is right; the session counts as fresh from here on.</summary>
    public async Task<Trouble?> GiveAsync(SignedIn who, string password, Caller caller, CancellationToken cancellationToken)
    {
        if ((await proof.OwnPasswordAsync(who, password, caller, cancellationToken)).Trouble is { } trouble) return trouble;
        _given.Put(who.SessionId, clock.GetUtcNow(), keep: _ => false);
        return null;
    }
}
