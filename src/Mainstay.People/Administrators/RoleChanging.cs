using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;

namespace Mainstay.People.Administrators;

/// <summary>Sets an account's roles. Who administrates is decided by <see cref="Administration"/>; the rest by the account.</summary>
internal sealed class RoleChanging(EntityHost host, AccountStore accounts)
{
    /// <summary>The account with its new roles. Asking again changes nothing more.</summary>
    /// <param name="handle">Whose.</param>
    /// <param name="roles">All roles it shall have.</param>
    /// <param name="by">The administrator's account id.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<Outcome<FoundAccount>> ChangeAsync(string handle, IReadOnlyList<string> roles, string by, CancellationToken cancellationToken)
    {
        if (RoleNames.TryParse(roles) is not { } wanted) return Trouble.Invalid("roles", "role-unknown");
        if (HandleName.TryParseTyped(handle) is not { } name || accounts.Find(name) is not { } found) return Trouble.NotFound;
        return await ChangeAsync(found.AccountId, wanted, by, cancellationToken);
    }

    public async Task<Outcome<FoundAccount>> ChangeAsync(string accountId, RoleSet wanted, string by, CancellationToken cancellationToken)
    {
        var administrates = wanted.HasFlag(RoleSet.Administrator);
        if (administrates && accounts.Read(accountId).IsClosing) return Trouble.Of(409, "account-closing");
        AdministrationCommand command = administrates ? new AdministrationCommand.Grant(accountId) : new AdministrationCommand.Withdraw(accountId);
        var decided = await host.SendAsync(Administration.Type, Streams.Only, command, Request.By(by));
        if (decided.Refusal is { } refusal) return Trouble.From(refusal, 409);
        if (!await accounts.WaitUntilAsync(accountId, account => account.Roles.HasFlag(RoleSet.Administrator) == administrates, cancellationToken))
            return Trouble.Busy(TimeSpan.FromSeconds(2));
        var answer = await accounts.SendAsync(accountId, new AccountCommand.SetRoles(wanted), Request.By(by));
        return answer.Ok ? new FoundAccount(accountId, answer.State) : Trouble.NotFound;
    }
}
