using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Sessions;

namespace Mainstay.People.SignIn;

/// <summary>Handle and password for a session.</summary>
internal sealed class SigningIn(Proof proof, SessionStart sessions, AccountStore accounts)
{
    /// <summary>The same answer, at the same cost, for a wrong password and for a handle that nobody has.</summary>
    /// <param name="handle">As typed.</param>
    /// <param name="password">Verbatim.</param>
    /// <param name="keep">Whether the person wants to keep an account that they had asked to close; otherwise such a one is refused: account-closing.</param>
    /// <param name="caller">From where and with what.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<Outcome<NewSession>> SignInAsync(string handle, string password, bool keep, Caller caller, CancellationToken cancellationToken)
    {
        if (!proof.Begin(handle, caller).Is(out var attempt, out var trouble)) return trouble;
        using var ending = attempt;
        if (!(await proof.PasswordAsync(attempt, password, cancellationToken)).Is(out var proven, out trouble)) return trouble;
        var (accountId, account) = proven.Found;
        if (await MayEnterAsync(accountId, account, keep) is { } closing) return closing;
        if (await sessions.BeginAsync(accountId, account, caller) is not { } session) return Trouble.SignInFailed;
        if (proven.Rehash is { } rehash) await accounts.SendAsync(accountId, new AccountCommand.Rehash(rehash, account.PasswordVersion), Request.By(accountId));
        return session;
    }

    /// <summary>Null when they may; an account that is being closed lets its owner in only to keep it, and keeps it then.</summary>
    public async Task<Trouble?> MayEnterAsync(string accountId, Account account, bool keep)
    {
        if (!account.IsClosing) return null;
        if (!keep) return Trouble.AccountClosing(account.End!.At);
        await accounts.SendAsync(accountId, new AccountCommand.Keep(), Request.By(accountId));
        return null;
    }
}
