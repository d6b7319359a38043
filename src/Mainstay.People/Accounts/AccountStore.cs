using Mainstay.Entities;
using Mainstay.People.Handles;
using Mainstay.People.Sessions;
using Mainstay.Web;

namespace Mainstay.People.Accounts;

/// <summary>Accounts by id and by handle. Every command to an account goes through here, so that the sessions in memory follow at once.</summary>
internal sealed class AccountStore(EntityHost host, SessionTable sessions, PeopleKeys keys)
{
    public async ValueTask<Answer<Account>> SendAsync(string accountId, AccountCommand command, Request request)
    {
        var answer = await host.SendAsync(Account.Type, accountId, command, request);
        sessions.Learn(accountId, answer.State, answer.Version);
        return answer;
    }

    public Account Read(string accountId) => host.Read(Account.Type, accountId);

    /// <summary>What a person is called; null when there is no such account, or the person was erased.</summary>
    public PersonName? NameOf(string accountId) =>
        Read(accountId) is { IsOpen: true } account && account.Handle!.Reveal() is { } handle ? new PersonName(handle, account.DisplayName?.Reveal() ?? handle) : null;

    /// <summary>The open account whose handle this is, as a person types it; null when there is none.</summary>
    public string? IdOf(string handle) => HandleName.TryParseTyped(handle) is { } name ? Find(name)?.AccountId : null;

    /// <summary>The open account with this handle; null when there is none.</summary>
    public FoundAccount? Find(HandleName handle)
    {
        foreach (var key in keys.HandleKeys(handle))
        {
            if (host.Read(HandleClaim.Type, key).AccountId is not { } accountId) continue;
            return FindOpen(accountId);
        }
        return null;
    }

    /// <summary>
    /// The open account with this id; null when there is none, or it is no id. Also null for a person who was erased and whose account a backup has brought back: nobody can
    /// come in to it.
    /// </summary>
    public FoundAccount? FindOpen(string accountId) =>
        Base32.Decode(accountId) is { Length: SessionToken.AccountIdBytes } && Read(accountId) is { IsOpen: true } account && account.Handle!.Reveal() is not null
            ? new FoundAccount(accountId, account)
            : null;

    /// <summary>Whether somebody else than this account has the handle, or has just claimed it.</summary>
    public bool IsTaken(HandleName handle, string exceptAccountId) =>
        keys.HandleKeys(handle).Any(key => host.Read(HandleClaim.Type, key).AccountId is { } holder && holder != exceptAccountId);

    /// <summary>Claims the handle under the current key; null when it is now the account's, else the refusal.</summary>
    public async ValueTask<Refusal?> ClaimAsync(HandleName handle, string accountId)
    {
        var answer = await host.SendAsync(HandleClaim.Type, keys.HandleKeys(handle)[0], new HandleCommand.Claim(accountId), Request.By(accountId));
        return answer.Refusal;
    }

    /// <summary>Waits until an account fulfils a condition that another entity's mail brings about; false after five seconds.</summary>
    public async Task<bool> WaitUntilAsync(string accountId, Func<Account, bool> condition, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            while (true)
            {
                var (state, version) = host.ReadVersion(Account.Type, accountId);
                sessions.Learn(accountId, state, version);
                if (condition(state)) return true;
                await host.WaitForChangeAsync(Streams.OfAccount(accountId), version, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>An open account.</summary>
internal sealed record FoundAccount(string AccountId, Account Account);
