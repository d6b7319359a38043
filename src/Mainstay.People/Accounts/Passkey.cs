using System.Collections.Immutable;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

/// <summary>A key in somebody's device or password manager that signs in instead of the password. Source: W3C WebAuthn Level 3, 4 (credential record).</summary>
/// <param name="PasskeyId">Names it to its owner; opens nothing.</param>
/// <param name="CredentialId">What the authenticator calls it, 1–1023 bytes.</param>
/// <param name="PublicKey">COSE_Key.</param>
/// <param name="SignCount">As last seen; 0 from authenticators that do not count.</param>
/// <param name="Transports">How the browser may reach it: internal, hybrid, usb, nfc, ble.</param>
/// <param name="IsBackupEligible">It may be copied to the owner's other devices.</param>
/// <param name="IsBackedUp">It has been.</param>
/// <param name="Name">The owner's word for it.</param>
/// <param name="CreatedAt">Real time.</param>
/// <param name="LastUsedAt">Real time; null when it never signed in.</param>
internal sealed record Passkey(
    string PasskeyId,
    byte[] CredentialId,
    byte[] PublicKey,
    long SignCount,
    ImmutableArray<string> Transports,
    bool IsBackupEligible,
    bool IsBackedUp,
    Sealed<string> Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt)
{
    /// <summary>
    /// Authenticators that count must count on: a number that was there before says that somebody has a copy of the key. Those that do not count say 0 for ever.
    /// Source: WebAuthn Level 3, 7.2, step 22.
    /// </summary>
    public bool CountsOn(long signCount) => signCount > SignCount || (signCount == 0 && SignCount == 0);
}

/// <summary>What may be done with an account's passkeys.</summary>
internal static class AccountPasskeys
{
    public const int Limit = 20;

    public static Decision<AccountEvent> DecideAdd(Account account, Passkey passkey)
    {
        if (account.Passkeys.Any(known => known.PasskeyId == passkey.PasskeyId)) return Decision<AccountEvent>.Nothing;
        if (account.Passkeys.Any(known => known.CredentialId.AsSpan().SequenceEqual(passkey.CredentialId))) return Refusal.Of("passkey-known");
        if (account.Passkeys.Length >= Limit) return Refusal.Of("too-many-passkeys");
        return new AccountEvent.PasskeyAdded(passkey);
    }

    public static Decision<AccountEvent> DecideRename(Account account, AccountCommand.RenamePasskey rename) => account.Find(rename.PasskeyId) is null
        ? Refusal.Of("passkey-not-found")
        : new AccountEvent.PasskeyRenamed(rename.PasskeyId, rename.Name);

    public static Decision<AccountEvent> DecideRemove(Account account, string passkeyId) => account.Find(passkeyId) is null
        ? Refusal.Of("passkey-not-found")
        : new AccountEvent.PasskeyRemoved(passkeyId);

    /// <summary>Between the check of the signature and this turn the passkey may have been removed, or have been used elsewhere.</summary>
    public static Decision<AccountEvent> DecideStartSession(Account account, AccountCommand.StartPasskeySession start)
    {
        if (account.Find(start.PasskeyId) is not { } passkey || !passkey.CountsOn(start.SignCount)) return Refusal.Of("sign-in-failed");
        if (account.IsClosing) return Refusal.Of("account-closing");
        var used = new AccountEvent.PasskeyUsed(passkey.PasskeyId, start.SignCount, start.IsBackedUp, start.Session.CreatedAt);
        return account.Starting(start.Session).Prepend(used).ToArray();
    }

    public static Account ApplyUsed(Account account, AccountEvent.PasskeyUsed used) => account.With(
        used.PasskeyId, passkey => passkey with { SignCount = used.SignCount, IsBackedUp = used.IsBackedUp, LastUsedAt = used.At });
}
