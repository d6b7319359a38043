using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Recovery;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;

namespace Mainstay.People.Passwords;

/// <summary>What somebody who is signed in does with their secrets; each asks for the password again (OWASP ASVS 5.0, 7.5.1).</summary>
internal sealed class PasswordChanging(Proof proof, PasswordHashing hashing, AccountStore accounts, PeopleKeys keys)
{
    /// <summary>A new password; all other sessions end. Null when done.</summary>
    public async Task<Trouble?> ChangeAsync(SignedIn who, string current, string wanted, Caller caller, CancellationToken cancellationToken)
    {
        if (PasswordRules.Check(wanted, who.Handle) is { } code) return Trouble.Invalid("newPassword", code);
        if (!(await proof.OwnPasswordAsync(who, current, caller, cancellationToken)).Is(out var proven, out var trouble)) return trouble;
        if (!hashing.TryHash(wanted, cancellationToken, out var hash)) return Trouble.Busy(hashing.RetryAfter);
        var command = new AccountCommand.ChangePassword(await hash, proven.Found.Account.PasswordVersion, who.SessionId);
        var answer = await accounts.SendAsync(who.AccountId, command, Request.By(who.AccountId));
        return answer.Ok ? null : Trouble.SignInFailed;
    }

    /// <summary>Ten new recovery codes; the old ones stop working. Asking again with the same request gives the same ten.</summary>
    public async Task<Outcome<RenewedCodes>> RenewCodesAsync(SignedIn who, string password, Caller caller, Request request, CancellationToken cancellationToken)
    {
        if (!(await proof.OwnPasswordAsync(who, password, caller, cancellationToken)).Is(out _, out var trouble)) return trouble;
        var answer = await accounts.SendAsync(who.AccountId, new AccountCommand.RenewRecoveryCodes(keys.Recovery.CurrentVersion), request);
        if (!answer.Ok) return answer.Refusal is { } refusal ? Trouble.From(refusal, 409) : Trouble.From(answer);
        return new RenewedCodes(RecoveryCodes.Of(who.AccountId, RecoveryState.Parse(answer.Outcome!), keys.Recovery), answer.Kind == AnswerKind.Repeated);
    }
}

/// <param name="RecoveryCodes">Ten.</param>
/// <param name="IsRepeat">The same request was answered before.</param>
internal sealed record RenewedCodes(IReadOnlyList<string> RecoveryCodes, bool IsRepeat);
