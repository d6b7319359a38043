using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Opened), "account.opened.1")]
[JsonDerivedType(typeof(SessionStarted), "account.session-started.1")]
[JsonDerivedType(typeof(SessionEnded), "account.session-ended.1")]
[JsonDerivedType(typeof(SessionSeen), "account.session-seen.1")]
[JsonDerivedType(typeof(SignInFailed), "account.sign-in-failed.1")]
[JsonDerivedType(typeof(PasswordChanged), "account.password-changed.1")]
[JsonDerivedType(typeof(PasswordRehashed), "account.password-rehashed.1")]
[JsonDerivedType(typeof(RecoveryCodesRenewed), "account.recovery-codes-renewed.1")]
[JsonDerivedType(typeof(RecoveryCodeUsed), "account.recovery-code-used.1")]
[JsonDerivedType(typeof(ResetIssued), "account.reset-issued.1")]
[JsonDerivedType(typeof(ProfileChanged), "account.profile-changed.1")]
[JsonDerivedType(typeof(RolesChanged), "account.roles-changed.1")]
[JsonDerivedType(typeof(HandleLost), "account.handle-lost.1")]
[JsonDerivedType(typeof(PasskeyAdded), "account.passkey-added.1")]
[JsonDerivedType(typeof(PasskeyRenamed), "account.passkey-renamed.1")]
[JsonDerivedType(typeof(PasskeyRemoved), "account.passkey-removed.1")]
[JsonDerivedType(typeof(PasskeyUsed), "account.passkey-used.1")]
[JsonDerivedType(typeof(CloseAsked), "account.close-asked.1")]
[JsonDerivedType(typeof(Kept), "account.kept.1")]
[JsonDerivedType(typeof(Closed), "account.closed.1")]
[JsonDerivedType(typeof(Erased), "account.erased.1")]
internal abstract record AccountEvent
{
    internal sealed record Opened(Sealed<string> Handle, string HandleKey, Sealed<string> DisplayName, string Language, byte[] PasswordHash, int RecoveryKeyVersion) : AccountEvent;

    internal sealed record SessionStarted(Session Session) : AccountEvent;

    /// <param name="SessionId">Which.</param>
    /// <param name="Reason">One of <see cref="SessionEnd"/>.</param>
    internal sealed record SessionEnded(string SessionId, string Reason) : AccountEvent;

    internal sealed record SessionSeen(string SessionId, DateTimeOffset At) : AccountEvent;

    internal sealed record SignInFailed(string Reason, string AddressPrefix, int Count, DateTimeOffset At) : AccountEvent;

    /// <param name="PasswordHash">The new hash.</param>
    /// <param name="How">One of <see cref="PasswordChange"/>.</param>
    internal sealed record PasswordChanged(byte[] PasswordHash, string How) : AccountEvent;

    /// <summary>The same password under a stronger hash.</summary>
    internal sealed record PasswordRehashed(byte[] PasswordHash) : AccountEvent;

    internal sealed record RecoveryCodesRenewed(int RecoveryKeyVersion) : AccountEvent;

    internal sealed record RecoveryCodeUsed(int Index) : AccountEvent;

    internal sealed record ResetIssued(byte[] CodeHash, DateTimeOffset ExpiresAt, string By) : AccountEvent;

    internal sealed record ProfileChanged(Sealed<string> DisplayName, string Language) : AccountEvent;

    internal sealed record RolesChanged(ImmutableArray<string> Roles, string By) : AccountEvent;

    internal sealed record HandleLost : AccountEvent;

    internal sealed record PasskeyAdded(Passkey Passkey) : AccountEvent;

    internal sealed record PasskeyRenamed(string PasskeyId, Sealed<string> Name) : AccountEvent;

    internal sealed record PasskeyRemoved(string PasskeyId) : AccountEvent;

    internal sealed record PasskeyUsed(string PasskeyId, long SignCount, bool IsBackedUp, DateTimeOffset At) : AccountEvent;

    /// <summary>The owner wants it closed then, unless they say otherwise before.</summary>
    internal sealed record CloseAsked(DateTimeOffset CloseAt) : AccountEvent;

    /// <param name="Because">One of <see cref="KeptBecause"/>.</param>
    internal sealed record Kept(string Because) : AccountEvent;

    /// <param name="Reason">One of <see cref="ClosedBecause"/>.</param>
    /// <param name="By">Account id of the administrator who ordered it; "timer" after the days in which the owner could undo it.</param>
    /// <param name="At">Business time.</param>
    internal sealed record Closed(string Reason, string By, DateTimeOffset At) : AccountEvent;

    /// <summary>The person's key is gone.</summary>
    /// <param name="Followers">Entity types that are told.</param>
    internal sealed record Erased(ImmutableArray<string> Followers) : AccountEvent;
}

/// <summary>Why a session ended, as stored.</summary>
internal static class SessionEnd
{
    public const string ByOwner = "owner";
    public const string Expired = "expired";
    public const string CrowdedOut = "crowded-out";
    public const string PasswordChanged = "password-changed";
    public const string HandleLost = "handle-lost";
    public const string Closed = "closed";
}

/// <summary>How a password came to be changed, as stored.</summary>
internal static class PasswordChange
{
    public const string ByOwner = "owner";
    public const string ByRecoveryCode = "recovery-code";
    public const string ByReset = "reset";
}

/// <summary>Why an account that was to be closed stays, as stored.</summary>
internal static class KeptBecause
{
    public const string OfOwner = "owner";

    /// <summary>It was made an administrator's in between.</summary>
    public const string Administrates = "administrates";
}

/// <summary>Why an account was closed, as stored. Words of a fixed list, so that nothing about the person stays in them.</summary>
internal static class ClosedBecause
{
    /// <summary>Its owner closed it here.</summary>
    public const string Asked = "asked";

    /// <summary>The person was erased before, and a backup from before that has brought the account back.</summary>
    public const string Restored = "restored";

    /// <summary>Why an administrator orders it.</summary>
    public static readonly ImmutableArray<string> Orders = ["request", "died", "misuse", "court"];
}
