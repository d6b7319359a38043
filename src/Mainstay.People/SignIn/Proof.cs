using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.People.Passwords;
using Mainstay.People.Sessions;
using Mainstay.Web;

namespace Mainstay.People.SignIn;

/// <summary>Checks a secret against an account, throttled, at the same cost whether the account exists or not, and notes what failed.</summary>
internal sealed class Proof(AccountStore accounts, PeopleKeys keys, PasswordHashing hashing, SignInThrottle throttle, Failures failures)
{
    /// <summary>Longer texts than any password are not hashed.</summary>
    private const int LongestTried = 2 * PasswordRules.MaxLength;

    /// <summary>Begins a try at an account by its handle.</summary>
    public Outcome<Attempt> Begin(string typedHandle, Caller caller)
    {
        var handle = HandleName.TryParseTyped(typedHandle);
        var found = handle is { } name ? accounts.Find(name) : null;
        var subject = handle is { } known ? keys.HandleKeys(known)[0] : "no-handle";
        return Begin(subject, found, DeviceOf(found, caller), caller);
    }

    /// <summary>Begins a try by somebody who is signed in; only their own session is held up by it.</summary>
    public Outcome<Attempt> Begin(string accountId, string sessionId, Caller caller) =>
        Begin(accountId, new FoundAccount(accountId, accounts.Read(accountId)), "session:" + sessionId, caller);

    /// <summary>Begins a try with a passkey of the account it says it is for. Counted apart from passwords: a signature cannot be guessed.</summary>
    public Outcome<Attempt> BeginPasskey(string? accountId, Caller caller)
    {
        var found = accountId is null ? null : accounts.FindOpen(accountId);
        return Begin(found is null ? "no-passkey" : "passkey:" + found.AccountId, found, DeviceOf(found, caller), caller);
    }

    /// <summary>Whether somebody who is signed in knows their password; a wrong one is an error in that field here, since who asks is known.</summary>
    public async Task<Outcome<Proven>> OwnPasswordAsync(SignedIn who, string password, Caller caller, CancellationToken cancellationToken)
    {
        if (!Begin(who.AccountId, who.SessionId, caller).Is(out var attempt, out var trouble)) return trouble;
        using var ending = attempt;
        var outcome = await PasswordAsync(attempt, password, cancellationToken);
        return outcome.Trouble == Trouble.SignInFailed ? Trouble.Invalid("password", "password-wrong") : outcome;
    }

    /// <summary>Whether the password is right; a wrong one is noted.</summary>
    public async Task<Outcome<Proven>> PasswordAsync(Attempt attempt, string password, CancellationToken cancellationToken)
    {
        var isTooLong = password.Length > LongestTried;
        if (!hashing.TryVerify(isTooLong ? null : attempt.Found?.Account.PasswordHash, isTooLong ? "" : password, cancellationToken, out var checking)) return Busy(attempt);
        var verdict = await checking;
        if (!verdict.IsRight || attempt.Found is not { } found) return Failed(attempt, "password", Trouble.SignInFailed);
        attempt.GiveBack();
        return new Proven(found, verdict.Rehash);
    }

    /// <summary>Notes a failed try and says what to answer.</summary>
    public Trouble Failed(Attempt attempt, string reason, Trouble trouble)
    {
        failures.Add(attempt.Found?.AccountId, reason, attempt.Caller.From);
        return trouble;
    }

    /// <summary>The queue is full: the try was never made.</summary>
    public Trouble Busy(Attempt attempt)
    {
        attempt.GiveBack();
        return Trouble.Busy(hashing.RetryAfter);
    }

    private Outcome<Attempt> Begin(string subject, FoundAccount? found, string? device, Caller caller)
    {
        if (throttle.Begin(subject, device, caller.From, out var wait) is { } begun) return new Attempt(found, caller, begun);
        failures.Add(found?.AccountId, "throttled", caller.From);
        return Trouble.TooOften(wait);
    }

    private string? DeviceOf(FoundAccount? found, Caller caller)
    {
        if (found is null) return null;
        if (DeviceCookie.DeviceOf(caller.DeviceCookie, found.AccountId, keys) is { } device) return "device:" + device;
        return found.Account.KnownPrefixes.Contains(caller.From.Network, StringComparer.Ordinal) ? "network:" + caller.From.Network : null;
    }
}

/// <summary>A try that the throttle has let through. Disposed of without more it has failed.</summary>
internal sealed class Attempt(FoundAccount? found, Caller caller, SignInThrottle.Try begun) : IDisposable
{
    /// <summary>Whose secret is tried; null for a handle that nobody has.</summary>
    public FoundAccount? Found => found;

    public Caller Caller => caller;

    /// <summary>It succeeded, or was never made.</summary>
    public void GiveBack() => begun.GiveBack();

    public void Dispose() => begun.Dispose();
}

/// <summary>Somebody has shown that they know the account's password.</summary>
/// <param name="Found">The account as it was then.</param>
/// <param name="Rehash">The password's hash under today's settings, when the stored one is weaker.</param>
internal sealed record Proven(FoundAccount Found, byte[]? Rehash);
