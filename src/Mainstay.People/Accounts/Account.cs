using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

/// <summary>A person's way in: who they are here, how they prove it, where they are signed in and what they may do.</summary>
/// <param name="Handle">Null before the account is open.</param>
/// <param name="DisplayName">What others see; null before the account is open.</param>
/// <param name="Language">en, fr or it.</param>
/// <param name="PasswordHash">As PasswordHasher writes it.</param>
/// <param name="PasswordVersion">Grows with each change, so that a check made against an older one counts for nothing.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Recovery">Which recovery codes are good.</param>
/// <param name="Reset">The one-time reset that is under way, or null.</param>
/// <param name="Sessions">Where it is signed in, oldest first.</param>
/// <param name="KnownPrefixes">Networks it has signed in from, newest last: strangers' failures elsewhere do not slow these down.</param>
/// <param name="FailuresSinceSignIn">Shown to the owner after the next sign-in.</param>
/// <param name="HasLostHandle">It can never be signed in to.</param>
/// <param name="Passkeys">What signs in beside the password, oldest first.</param>
/// <param name="End">How far it is on its way out; null while nobody has asked for it.</param>
internal sealed record Account(
    Sealed<string>? Handle,
    Sealed<string>? DisplayName,
    string Language,
    byte[] PasswordHash,
    int PasswordVersion,
    RoleSet Roles,
    RecoveryState Recovery,
    PendingReset? Reset,
    ImmutableArray<Session> Sessions,
    ImmutableArray<string> KnownPrefixes,
    int FailuresSinceSignIn,
    bool HasLostHandle,
    ImmutableArray<Passkey> Passkeys,
    AccountEnd? End)
{
    public const int SessionLimit = 50;
    private const int KnownPrefixLimit = 8;

    public static readonly Account Empty = new(
        null, null, "en", [], PasswordVersion: 0, RoleSet.None, new RecoveryState(KeyVersion: 0, Generation: 0, UsedMask: 0), null, [], [], FailuresSinceSignIn: 0, HasLostHandle: false, [], null);

    public static readonly EntityType<Account, AccountCommand, AccountEvent> Type = new(Streams.Account)
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = account => account is { IsOpen: true, End: { } end } ? end.At : null,
        Tick = dueAt => new AccountCommand.CloseDue(dueAt),
        Receive = Receive,
        Json = options => new AccountJson(options),
        StateVersion = 2, // 1 knew neither passkeys nor an end.
    };

    [JsonIgnore]
    public bool IsOpen => Handle is not null && !HasLostHandle && End is null or { Stage: EndStage.Closing };

    /// <summary>Its owner has asked to close it; only they can come in, and only to keep it.</summary>
    [JsonIgnore]
    public bool IsClosing => IsOpen && End is not null;

    [JsonIgnore]
    public bool Administrates => Roles.HasFlag(RoleSet.Administrator);

    public Session? SessionOf(ReadOnlySpan<byte> tokenHash)
    {
        foreach (var session in Sessions)
        {
            if (session.HasToken(tokenHash)) return session;
        }
        return null;
    }

    public Passkey? FindCredential(byte[] credentialId) => Passkeys.FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    public Passkey? Find(string passkeyId) => Passkeys.FirstOrDefault(passkey => passkey.PasskeyId == passkeyId);

    internal Account With(string passkeyId, Func<Passkey, Passkey> change) =>
        this with { Passkeys = [.. Passkeys.Select(passkey => passkey.PasskeyId == passkeyId ? change(passkey) : passkey)] };

    public static Decision<AccountEvent> Decide(Account account, AccountCommand command, Context context) => command switch
    {
        AccountCommand.Open open => DecideOpen(account, open),
        AccountCommand.SetAdministrator set => DecideSetAdministrator(account, set),
        AccountCommand.ConfirmErasure confirm => AccountEnding.DecideErased(account, confirm),
        AccountCommand.CloseDue when !account.IsOpen => Decision<AccountEvent>.Nothing,
        AccountCommand.LoseHandle => account.IsOpen ? EndAll(account, SessionEnd.HandleLost).Append(new AccountEvent.HandleLost()).ToArray() : Decision<AccountEvent>.Nothing,
        _ when !account.IsOpen => Refusal.Of("account-not-open"),
        AccountCommand.StartSession start => DecideStartSession(account, start),
        AccountCommand.EndSession end => DecideEndSession(account, end),
        AccountCommand.EndOtherSessions end => EndAll(account, SessionEnd.ByOwner, except: end.KeepSessionId).ToArray(),
        AccountCommand.SeeSession see => DecideSeeSession(account, see),
        AccountCommand.RecordFailure failure => new AccountEvent.SignInFailed(failure.Reason, failure.AddressPrefix, failure.Count, failure.Now),
        AccountCommand.Rehash rehash => DecideRehash(account, rehash),
        AccountCommand.ChangePassword change => DecideChangePassword(account, change),
        AccountCommand.RenewRecoveryCodes renew => Renewed(account, new AccountEvent.RecoveryCodesRenewed(renew.RecoveryKeyVersion)),
        AccountCommand.UseRecoveryCode use => DecideUseRecoveryCode(account, use),
        AccountCommand.IssueReset issue => DecideIssueReset(issue, context),
        AccountCommand.UseReset use => DecideUseReset(account, use),
        AccountCommand.ChangeProfile change => new AccountEvent.ProfileChanged(change.DisplayName ?? account.DisplayName!, change.Language ?? account.Language),
        AccountCommand.SetRoles set => DecideSetRoles(account, set.Roles, context),
        AccountCommand.AddPasskey add => AccountPasskeys.DecideAdd(account, add.Passkey),
        AccountCommand.RenamePasskey rename => AccountPasskeys.DecideRename(account, rename),
        AccountCommand.RemovePasskey remove => AccountPasskeys.DecideRemove(account, remove.PasskeyId),
        AccountCommand.StartPasskeySession start => AccountPasskeys.DecideStartSession(account, start),
        AccountCommand.AskToClose or AccountCommand.Keep or AccountCommand.OrderErasure or AccountCommand.CloseDue => AccountEnding.Decide(account, command, context),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Account Apply(Account account, AccountEvent stored) => stored switch
    {
        AccountEvent.Opened opened => ApplyOpened(account, opened),
        AccountEvent.SessionStarted started => account with
        {
            Sessions = account.Sessions.Add(started.Session),
            KnownPrefixes = WithPrefix(account.KnownPrefixes, started.Session.AddressPrefix),
            FailuresSinceSignIn = 0,
        },
        AccountEvent.SessionEnded ended => account with { Sessions = account.Sessions.RemoveAll(s => s.SessionId == ended.SessionId) },
        AccountEvent.SessionSeen seen => account with { Sessions = [.. account.Sessions.Select(s => s.SessionId == seen.SessionId ? s with { LastSeenAt = seen.At } : s)] },
        AccountEvent.SignInFailed failed => account.Sessions.Any(s => s.CreatedAt >= failed.At)
            ? account // written a second late: the owner has come in since.
            : account with { FailuresSinceSignIn = checked(account.FailuresSinceSignIn + failed.Count) },
        AccountEvent.PasswordChanged changed => account with { PasswordHash = changed.PasswordHash, PasswordVersion = account.PasswordVersion + 1, Reset = null },
        AccountEvent.PasswordRehashed rehashed => account with { PasswordHash = rehashed.PasswordHash },
        AccountEvent.RecoveryCodesRenewed renewed => account with { Recovery = account.Recovery.Renewed(renewed.RecoveryKeyVersion) },
        AccountEvent.RecoveryCodeUsed used => account with { Recovery = account.Recovery.Without(used.Index) },
        AccountEvent.ResetIssued issued => account with { Reset = new PendingReset(issued.CodeHash, issued.ExpiresAt) },
        AccountEvent.ProfileChanged changed => account with { DisplayName = changed.DisplayName, Language = changed.Language },
        AccountEvent.RolesChanged changed => account with { Roles = RoleNames.TryParse(changed.Roles)!.Value },
        AccountEvent.HandleLost => account with { HasLostHandle = true },
        AccountEvent.PasskeyAdded added => account with { Passkeys = account.Passkeys.Add(added.Passkey) },
        AccountEvent.PasskeyRenamed renamed => account.With(renamed.PasskeyId, passkey => passkey with { Name = renamed.Name }),
        AccountEvent.PasskeyRemoved removed => account with { Passkeys = account.Passkeys.RemoveAll(passkey => passkey.PasskeyId == removed.PasskeyId) },
        AccountEvent.PasskeyUsed used => AccountPasskeys.ApplyUsed(account, used),
        AccountEvent.CloseAsked asked => account with { End = new AccountEnd(EndStage.Closing, asked.CloseAt) },
        AccountEvent.Kept => account with { End = null },
        AccountEvent.Closed closed => AccountEnding.ApplyClosed(account, closed),
        AccountEvent.Erased => account with { End = account.End! with { Stage = EndStage.Erased }, DisplayName = null },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    /// <summary>The handle was claimed for this account first; now that the account is there, the claim is confirmed. When it has ended, those who follow it are told.</summary>
    public static IReadOnlyList<PostedMail> React(AccountEvent stored, Origin origin) => stored switch
    {
        AccountEvent.Opened opened => [new PostedMail(Streams.OfHandle(opened.HandleKey), new HandleConfirmed(origin.Entity.Key))],
        AccountEvent.Erased erased => AccountEnding.React(erased, origin.Entity.Key),
        _ => [],
    };

    public static AccountCommand Receive(Letter letter) => letter switch
    {
        HandleRefused => new AccountCommand.LoseHandle(),
        AdministratorDecided decided => new AccountCommand.SetAdministrator(decided.Administrates, decided.By),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static Decision<AccountEvent> DecideOpen(Account account, AccountCommand.Open open)
    {
        if (account.Handle is not null) return Refusal.Of("account-exists");
        Decision<AccountEvent> decision = new AccountEvent.Opened(open.Handle, open.HandleKey, open.DisplayName, open.Language, open.PasswordHash, open.RecoveryKeyVersion);
        return decision.Answering(account.Recovery.Renewed(open.RecoveryKeyVersion).ToString());
    }

    private static Account ApplyOpened(Account account, AccountEvent.Opened opened) => account with
    {
        Handle = opened.Handle,
        DisplayName = opened.DisplayName,
        Language = opened.Language,
        PasswordHash = opened.PasswordHash,
        PasswordVersion = 1,
        Roles = account.Roles | RoleSet.Member,
        Recovery = account.Recovery.Renewed(opened.RecoveryKeyVersion),
    };

    private static Decision<AccountEvent> DecideStartSession(Account account, AccountCommand.StartSession start)
    {
        if (start.PasswordVersion != account.PasswordVersion) return Refusal.Of("sign-in-failed");
        return account.IsClosing ? Refusal.Of("account-closing") : account.Starting(start.Session).ToArray();
    }

    /// <summary>A session begins. Expired ones make room first; then the one that has been idle longest.</summary>
    internal IEnumerable<AccountEvent> Starting(Session session)
    {
        var now = session.CreatedAt;
        var expired = Sessions.Where(s => !s.IsLiveAt(now)).Select<Session, AccountEvent>(s => Ended(s, SessionEnd.Expired));
        var live = Sessions.Where(s => s.IsLiveAt(now)).OrderBy(s => s.LastSeenAt).ToList();
        var crowdedOut = live.Take(Math.Max(0, live.Count - SessionLimit + 1)).Select(s => Ended(s, SessionEnd.CrowdedOut));
        return expired.Concat(crowdedOut).Append(new AccountEvent.SessionStarted(session));
    }

    private static Decision<AccountEvent> DecideEndSession(Account account, AccountCommand.EndSession end)
    {
        var session = account.Sessions.FirstOrDefault(s => s.SessionId == end.SessionId);
        return session is null ? Refusal.Of("session-not-found") : Ended(session, SessionEnd.ByOwner);
    }

    private static Decision<AccountEvent> DecideSeeSession(Account account, AccountCommand.SeeSession see)
    {
        var session = account.Sessions.FirstOrDefault(s => s.SessionId == see.SessionId);
        return session is null || session.LastSeenAt >= see.Now ? Decision<AccountEvent>.Nothing : new AccountEvent.SessionSeen(see.SessionId, see.Now);
    }

    private static Decision<AccountEvent> DecideRehash(Account account, AccountCommand.Rehash rehash) => rehash.PasswordVersion != account.PasswordVersion
        ? Decision<AccountEvent>.Nothing
        : new AccountEvent.PasswordRehashed(rehash.PasswordHash);

    private static Decision<AccountEvent> DecideChangePassword(Account account, AccountCommand.ChangePassword change)
    {
        if (change.PasswordVersion != account.PasswordVersion) return Refusal.Of("sign-in-failed");
        return Changed(account, change.PasswordHash, PasswordChange.ByOwner, change.KeepSessionId);
    }

    /// <summary>The answer keeps which generation it was, so that a repeat shows the same codes even when there are newer ones.</summary>
    private static Decision<AccountEvent> Renewed(Account account, AccountEvent.RecoveryCodesRenewed renewed)
    {
        Decision<AccountEvent> decision = renewed;
        return decision.Answering(account.Recovery.Renewed(renewed.RecoveryKeyVersion).ToString());
    }

    private static Decision<AccountEvent> DecideIssueReset(AccountCommand.IssueReset issue, Context context)
    {
        Decision<AccountEvent> decision = new AccountEvent.ResetIssued(issue.CodeHash, issue.ExpiresAt, context.Actor);
        return decision.Answering(issue.ExpiresAt.ToString("O", CultureInfo.InvariantCulture));
    }

    private static Decision<AccountEvent> DecideUseRecoveryCode(Account account, AccountCommand.UseRecoveryCode use)
    {
        if (use.Generation != account.Recovery.Generation || !account.Recovery.IsGood(use.Index)) return Refusal.Of("recovery-failed");
        return Changed(account, use.PasswordHash, PasswordChange.ByRecoveryCode).Prepend(new AccountEvent.RecoveryCodeUsed(use.Index)).ToArray();
    }

    private static Decision<AccountEvent> DecideUseReset(Account account, AccountCommand.UseReset use)
    {
        if (account.Reset is not { } reset || !reset.IsOpenedBy(use.CodeHash, use.Now)) return Refusal.Of("recovery-failed");
        return Changed(account, use.PasswordHash, PasswordChange.ByReset);
    }

    /// <summary>The administrator role stays as it is: only the administration gives and takes it.</summary>
    private static Decision<AccountEvent> DecideSetRoles(Account account, RoleSet wanted, Context context)
    {
        var roles = (wanted & ~RoleSet.Administrator) | RoleSet.Member | (account.Roles & RoleSet.Administrator);
        return roles == account.Roles ? Decision<AccountEvent>.Nothing : new AccountEvent.RolesChanged(RoleNames.Of(roles), context.Actor);
    }

    private static Decision<AccountEvent> DecideSetAdministrator(Account account, AccountCommand.SetAdministrator set)
    {
        var roles = set.Administrates ? account.Roles | RoleSet.Administrator : account.Roles & ~RoleSet.Administrator;
        return roles == account.Roles ? Decision<AccountEvent>.Nothing : new AccountEvent.RolesChanged(RoleNames.Of(roles), set.By);
    }

    /// <summary>A new password ends every session but the one that asked for it: whoever knew the old one is out.</summary>
    private static AccountEvent[] Changed(Account account, byte[] passwordHash, string how, string? keepSessionId = null) =>
        [new AccountEvent.PasswordChanged(passwordHash, how), .. EndAll(account, SessionEnd.PasswordChanged, keepSessionId)];

    internal static IEnumerable<AccountEvent> EndAll(Account account, string reason, string? except = null) =>
        account.Sessions.Where(s => s.SessionId != except).Select<Session, AccountEvent>(s => Ended(s, reason));

    private static AccountEvent.SessionEnded Ended(Session session, string reason) => new(session.SessionId, reason);

    private static ImmutableArray<string> WithPrefix(ImmutableArray<string> known, string prefix)
    {
        var others = known.Remove(prefix, StringComparer.Ordinal);
        return others.Length < KnownPrefixLimit ? others.Add(prefix) : others.RemoveAt(0).Add(prefix);
    }
}
