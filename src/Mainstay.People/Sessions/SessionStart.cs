using System.Security.Cryptography;
using Mainstay.Entities;
using Mainstay.People.Accounts;

namespace Mainstay.People.Sessions;

/// <summary>A session that has just begun. The token is shown to its owner once and kept nowhere.</summary>
internal sealed record NewSession(string AccountId, string Token, DateTimeOffset ExpiresAt, string DeviceCookie, int FailuresBefore);

/// <summary>Begins sessions for people who have proved who they are.</summary>
internal sealed class SessionStart(AccountStore accounts, PeopleKeys keys, PeopleOptions options, [FromKeyedServices("real")] TimeProvider clock)
{
    private const int SessionIdBytes = 10;

    /// <summary>A new session; null when the password was changed since <paramref name="proved"/>.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="proved">The account as it was when its secret was checked.</param>
    /// <param name="caller">From where and with what.</param>
    public async Task<NewSession?> BeginAsync(string accountId, Account proved, Caller caller)
    {
        var token = SessionToken.New(accountId, keys);
        var session = Describe(accountId, SessionToken.HashOf(token), caller);
        var answer = await accounts.SendAsync(accountId, new AccountCommand.StartSession(session, proved.PasswordVersion), Request.By(accountId));
        return answer.Ok ? new NewSession(accountId, token, session.ExpiresAt, DeviceCookie.New(accountId, keys), proved.FailuresSinceSignIn) : null;
    }

    private Session Describe(string accountId, byte[] tokenHash, Caller caller)
    {
        var now = clock.GetUtcNow();
        return new Session(
            SessionId: Base32.Encode(RandomNumberGenerator.GetBytes(SessionIdBytes)),
            tokenHash,
            new Sealed<string>(accountId, caller.Label),
            caller.From.Network,
            CreatedAt: now,
            LastSeenAt: now,
            IdleLimit: TimeSpan.FromDays(options.SessionIdleDays),
            ExpiresAt: now + TimeSpan.FromDays(options.SessionDays));
    }
}
