using System.Security.Cryptography;
using Mainstay.Entities;
using Mainstay.People.Accounts;

namespace Mainstay.People.Sessions;

/// <summary>A session that has just begun. The token is shown to its owner once and kept nowhere.</summary>
internal sealed record NewSession(string AccountId, string Token, DateTimeOffset ExpiresAt, string DeviceCookie, int FailuresBefore);

/// <summary>A passkey has signed.</summary>
/// <param name="PasskeyId">Which.</param>
/// <param name="SignCount">What the authenticator has counted.</param>
/// <param name="IsBackedUp">Whether it is on other devices too.</param>
internal sealed record PasskeyUse(string PasskeyId, long SignCount, bool IsBackedUp);

/// <summary>Begins sessions for people who have proved who they are.</summary>
internal sealed class SessionStart(AccountStore accounts, PeopleKeys keys, PeopleOptions options, [FromKeyedServices("real")] TimeProvider clock)
{
    private const int SessionIdBytes = 10;

    /// <summary>A new session; null when the password was changed since <paramref name="proved"/>.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="proved">The account as it was when its secret was checked.</param>
    /// <param name="caller">From where and with what.</param>
    public Task<NewSession?> BeginAsync(string accountId, Account proved, Caller caller) =>
        BeginAsync(accountId, proved, session => new AccountCommand.StartSession(session, proved.PasswordVersion), caller);

    /// <summary>A new session; null when the passkey was removed since, or used elsewhere.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="proved">The account as it was when the signature was checked.</param>
    /// <param name="use">Which passkey signed.</param>
    /// <param name="caller">From where and with what.</param>
    public Task<NewSession?> BeginAsync(string accountId, Account proved, PasskeyUse use, Caller caller) =>
        BeginAsync(accountId, proved, session => new AccountCommand.StartPasskeySession(session, use.PasskeyId, use.SignCount, use.IsBackedUp), caller);

    private async Task<NewSession?> BeginAsync(string accountId, Account proved, Func<Session, AccountCommand> command, Caller caller)
    {
        var token = SessionToken.New(accountId, keys);
        var session = Describe(accountId, SessionToken.HashOf(token), caller);
        var answer = await accounts.SendAsync(accountId, command(session), Request.By(accountId));
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
