using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.People.Passwords;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;

namespace Mainstay.People.Recovery;

/// <summary>The way back in without a password: one of the ten codes, or the one that the administrator has just given.</summary>
internal sealed class Recovering(Proof proof, PasswordHashing hashing, AccountStore accounts, SessionStart sessions, PeopleKeys keys, [FromKeyedServices("real")] TimeProvider clock)
{
    private const string Reason = "recovery-code";

    /// <summary>A new password and a session for a code; all earlier sessions end.</summary>
    public async Task<Outcome<NewSession>> RecoverAsync(string handle, string code, string newPassword, Caller caller, CancellationToken cancellationToken)
    {
        if (PasswordRules.Check(newPassword, HandleName.TryParseTyped(handle)?.Value) is { } weak) return Trouble.Invalid("newPassword", weak);
        if (!proof.Begin(handle, caller).Is(out var attempt, out var trouble)) return trouble;
        using var ending = attempt;
        if (!IsGood(attempt.Found, code, out var index)) return proof.Failed(attempt, Reason, Trouble.RecoveryFailed);
        if (!hashing.TryHash(newPassword, cancellationToken, out var hashed)) return proof.Busy(attempt);
        var (accountId, account) = attempt.Found!;
        var answer = await accounts.SendAsync(accountId, Use(account, index, code, await hashed), Request.By(accountId));
        if (!answer.Ok) return proof.Failed(attempt, Reason, Trouble.RecoveryFailed);
        attempt.GiveBack();
        if (answer.State.IsClosing) return Trouble.AccountClosing(answer.State.End!.At); // With the new password they can come in to keep it.
        return await sessions.BeginAsync(accountId, answer.State, caller) is { } session ? session : Trouble.SignInFailed;
    }

    /// <summary>Compares with ten codes and the reset, for an account that is not there with those of nobody.</summary>
    private bool IsGood(FoundAccount? found, string code, out int index)
    {
        var recovery = found?.Account.Recovery ?? new RecoveryState(keys.Recovery.CurrentVersion, Generation: 1, UsedMask: 0);
        index = RecoveryCodes.IndexOf(code, found?.AccountId ?? "nobody", recovery, keys.Recovery);
        var isReset = found?.Account.Reset?.IsOpenedBy(RecoveryCodes.HashOfReset(code), clock.GetUtcNow()) ?? false;
        return found is not null && (index >= 0 || isReset);
    }

    private AccountCommand Use(Account account, int index, string code, byte[] passwordHash) => index >= 0
        ? new AccountCommand.UseRecoveryCode(account.Recovery.Generation, index, passwordHash)
        : new AccountCommand.UseReset(RecoveryCodes.HashOfReset(code), passwordHash, clock.GetUtcNow());
}
