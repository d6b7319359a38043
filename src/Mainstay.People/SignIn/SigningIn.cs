using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Sessions;

namespace Mainstay.People.SignIn;

/// <summary>Handle and password for a session.</summary>
internal sealed class SigningIn(Proof proof, SessionStart sessions, AccountStore accounts)
{
    /// <summary>The same answer, at the same cost, for a wrong password and for a handle that nobody has.</summary>
    public async Task<Outcome<NewSession>> SignInAsync(string handle, string password, Caller caller, CancellationToken cancellationToken)
    {
        if (!proof.Begin(handle, caller).Is(out var attempt, out var trouble)) return trouble;
        using var ending = attempt;
        if (!(await proof.PasswordAsync(attempt, password, cancellationToken)).Is(out var proven, out trouble)) return trouble;
        var (accountId, account) = proven.Found;
        if (await sessions.BeginAsync(accountId, account, caller) is not { } session) return Trouble.SignInFailed;
        if (proven.Rehash is { } rehash) await accounts.SendAsync(accountId, new AccountCommand.Rehash(rehash, account.PasswordVersion), Request.By(accountId));
        return session;
    }
}
