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
}

/// <summary>Why a session ended, as stored.</summary>
internal static class SessionEnd
{
    public const string ByOwner = "owner";
    public const string Expired = "expired";
    public const string CrowdedOut = "crowded-out";
    public const string PasswordChanged = "password-changed";
    public const string HandleLost = "handle-lost";
}

/// <summary>How a password came to be changed, as stored.</summary>
internal static class PasswordChange
{
    public const string ByOwner = "owner";
    public const string ByRecoveryCode = "recovery-code";
    public const string ByReset = "reset";
}
