using System.Collections.Immutable;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

/// <summary>What may be asked of an account. Secrets come hashed; instants named Now are real time, taken at the edge.</summary>
internal abstract record AccountCommand
{
    /// <param name="Handle">The handle in clear, sealed.</param>
    /// <param name="HandleKey">The handle's stream key, to which the claim is confirmed.</param>
    /// <param name="DisplayName">What others see.</param>
    /// <param name="Language">en, fr or it.</param>
    /// <param name="PasswordHash">As PasswordHasher writes it.</param>
    /// <param name="RecoveryKeyVersion">The key that the ten recovery codes follow from.</param>
    internal sealed record Open(Sealed<string> Handle, string HandleKey, Sealed<string> DisplayName, string Language, byte[] PasswordHash, int RecoveryKeyVersion) : AccountCommand;

    /// <param name="Session">The new session.</param>
    /// <param name="PasswordVersion">The version of the password that was checked: a password changed meanwhile lets nobody in.</param>
    internal sealed record StartSession(Session Session, int PasswordVersion) : AccountCommand;

    internal sealed record EndSession(string SessionId) : AccountCommand;

    /// <param name="KeepSessionId">The session that asks.</param>
    internal sealed record EndOtherSessions(string KeepSessionId) : AccountCommand;

    internal sealed record SeeSession(string SessionId, DateTimeOffset Now) : AccountCommand;

    /// <param name="Reason">password or recovery-code.</param>
    /// <param name="AddressPrefix">The network it came from.</param>
    /// <param name="Count">How many were alike since the last one recorded.</param>
    /// <param name="Now">Real time of the last of them.</param>
    internal sealed record RecordFailure(string Reason, string AddressPrefix, int Count, DateTimeOffset Now) : AccountCommand;

    /// <summary>The same password under a stronger hash.</summary>
    internal sealed record Rehash(byte[] PasswordHash, int PasswordVersion) : AccountCommand;

    /// <param name="PasswordHash">The new one.</param>
    /// <param name="PasswordVersion">The version of the old one that was checked.</param>
    /// <param name="KeepSessionId">The session that asks goes on; all others end.</param>
    internal sealed record ChangePassword(byte[] PasswordHash, int PasswordVersion, string KeepSessionId) : AccountCommand;

    internal sealed record RenewRecoveryCodes(int RecoveryKeyVersion) : AccountCommand;

    /// <param name="Generation">The generation the code was matched in.</param>
    /// <param name="Index">0–9.</param>
    /// <param name="PasswordHash">The new password's.</param>
    internal sealed record UseRecoveryCode(int Generation, int Index, byte[] PasswordHash) : AccountCommand;

    /// <param name="CodeHash">SHA-256 of the one-time code.</param>
    /// <param name="ExpiresAt">Real time.</param>
    internal sealed record IssueReset(byte[] CodeHash, DateTimeOffset ExpiresAt) : AccountCommand;

    internal sealed record UseReset(byte[] CodeHash, byte[] PasswordHash, DateTimeOffset Now) : AccountCommand;

    /// <summary>Null leaves as it is.</summary>
    internal sealed record ChangeProfile(Sealed<string>? DisplayName, string? Language) : AccountCommand;

    /// <param name="Roles">All roles it shall have; whether administrator is among them is decided by <see cref="Administrators.Administration"/> alone.</param>
    internal sealed record SetRoles(RoleSet Roles) : AccountCommand;

    /// <summary>By mail: the administration has given or taken the role.</summary>
    internal sealed record SetAdministrator(bool Administrates, string By) : AccountCommand;

    /// <summary>By mail: the claim on the handle had lapsed, and it belongs to somebody else.</summary>
    internal sealed record LoseHandle : AccountCommand;

    internal sealed record AddPasskey(Passkey Passkey) : AccountCommand;

    internal sealed record RenamePasskey(string PasskeyId, Sealed<string> Name) : AccountCommand;

    internal sealed record RemovePasskey(string PasskeyId) : AccountCommand;

    /// <param name="Session">The new session.</param>
    /// <param name="PasskeyId">Whose signature was checked.</param>
    /// <param name="SignCount">What the authenticator has counted.</param>
    /// <param name="IsBackedUp">Whether the passkey is on other devices too by now.</param>
    internal sealed record StartPasskeySession(Session Session, string PasskeyId, long SignCount, bool IsBackedUp) : AccountCommand;

    /// <param name="Grace">For how long it can be undone, in business time.</param>
    internal sealed record AskToClose(TimeSpan Grace) : AccountCommand;

    /// <summary>The owner has changed their mind.</summary>
    internal sealed record Keep : AccountCommand;

    /// <summary>By an administrator, at once.</summary>
    /// <param name="Reason">One of <see cref="ClosedBecause"/>.</param>
    internal sealed record OrderErasure(string Reason) : AccountCommand;

    /// <summary>By the clock.</summary>
    internal sealed record CloseDue(DateTimeOffset DueAt) : AccountCommand;

    /// <summary>By the worker that has dropped the person's key.</summary>
    /// <param name="Followers">Entity types to be told.</param>
    internal sealed record ConfirmErasure(ImmutableArray<string> Followers) : AccountCommand;
}
