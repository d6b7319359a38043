using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Endings;

/// <summary>An account is going to be closed, or is.</summary>
/// <param name="At">When.</param>
internal sealed record ClosedOn(DateTimeOffset At);

/// <summary>Closing one's account, and an administrator's order to erase somebody. What follows is done by <see cref="ErasureWorker"/>.</summary>
internal sealed class AccountClosing(AccountStore accounts, FreshProof fresh, PeopleOptions options)
{
    /// <summary>For how long closing can be undone.</summary>
    public TimeSpan Grace => TimeSpan.FromDays(options.ClosingDays);

    /// <summary>When the account will be closed; all its sessions have ended. Refused: proof-needed, administrates.</summary>
    public async Task<Outcome<ClosedOn>> AskAsync(SignedIn who)
    {
        if (!fresh.IsFresh(who)) return Trouble.ProofNeeded;
        var answer = await accounts.SendAsync(who.AccountId, new AccountCommand.AskToClose(Grace), Request.By(who.AccountId));
        return answer.Refusal is { } refusal ? Trouble.From(refusal, StatusCodes.Status409Conflict) : new ClosedOn(answer.State.End!.At);
    }

    /// <summary>Closes somebody's account at once. Refused: reason-unknown, not-found, administrates.</summary>
    /// <param name="handle">Whose.</param>
    /// <param name="reason">One of <see cref="ClosedBecause.Orders"/>.</param>
    /// <param name="by">The administrator's account id.</param>
    public async Task<Outcome<ClosedOn>> OrderErasureAsync(string handle, string reason, string by)
    {
        if (!ClosedBecause.Orders.Contains(reason, StringComparer.Ordinal)) return Trouble.Invalid("reason", "reason-unknown");
        if (HandleName.TryParseTyped(handle) is not { } name || accounts.Find(name) is not { } found) return Trouble.NotFound;
        var answer = await accounts.SendAsync(found.AccountId, new AccountCommand.OrderErasure(reason), Request.By(by));
        return answer.Refusal is { } refusal ? Trouble.From(refusal, StatusCodes.Status409Conflict) : new ClosedOn(answer.State.End!.At);
    }
}
