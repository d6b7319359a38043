using Mainstay.People.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Mainstay.People.Passkeys;

/// <summary>An open account as the platform's passkey handler knows it. Its id is what authenticators keep as user handle: opaque, and it says nothing about the person.</summary>
internal sealed record PasskeyUser(string AccountId, Account Account);

/// <summary>
/// What the handler asks about accounts, answered from the journal's entities. It changes nothing: what a ceremony comes to is a command to the account.
/// </summary>
internal sealed class PasskeyUsers(AccountStore accounts) : IUserPasskeyStore<PasskeyUser>
{
    /// <summary>The platform's manager over this store.</summary>
    public static UserManager<PasskeyUser> Manager(IServiceProvider services) => new(
        new PasskeyUsers(services.GetRequiredService<AccountStore>()),
        Options.Create(new IdentityOptions()),
        new PasswordHasher<PasskeyUser>(),
        [],
        [],
        new UpperInvariantLookupNormalizer(),
        new IdentityErrorDescriber(),
        services,
        services.GetRequiredService<Microsoft.Extensions.Logging.ILogger<UserManager<PasskeyUser>>>());

    /// <summary>Null for what is no account id, too.</summary>
    public PasskeyUser? Find(string accountId) => accounts.FindOpen(accountId) is { } found ? new PasskeyUser(found.AccountId, found.Account) : null;

    public Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(Find(userId));

    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.AccountId);

    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => Task.FromResult(user.Account.Handle!.Reveal());

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.Account.Passkeys.Select(InfoOf)]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(user.Account.FindCredential(credentialId) is { } passkey ? InfoOf(passkey) : null);

    /// <summary>Nobody: a sign-in names the account, and only that account's passkeys are looked at; the account itself takes none twice.</summary>
    public Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => Task.FromResult<PasskeyUser?>(null);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw NotHere();

    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    public Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw NotHere();

    public Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) => throw NotHere();

    public void Dispose()
    {
        // It holds nothing.
    }

    private static UserPasskeyInfo InfoOf(Passkey passkey) => new(
        passkey.CredentialId, passkey.PublicKey, passkey.CreatedAt, checked((uint)passkey.SignCount), [.. passkey.Transports], isUserVerified: true,
        passkey.IsBackupEligible, passkey.IsBackedUp, attestationObject: [], clientDataJson: []);

    private static NotSupportedException NotHere() => new("Accounts are changed by commands to them.");
}
