using System.Collections.Frozen;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.Web;

namespace Mainstay.People.Sessions;

/// <summary>
/// Who is signed in, in memory, so that the check that stands before every request costs one hash and a look-up. An account is read from the store the first
/// time one of its tokens is seen after a start; from then on every change to it is learnt as it is committed.
/// </summary>
internal sealed class SessionTable(EntityHost host, PeopleKeys keys, PeopleOptions options, SessionUse use, [FromKeyedServices("real")] TimeProvider clock)
{
    private readonly BoundedTable<string, SignedInAccount> _accounts = new(options.SessionTableLength, StringComparer.Ordinal);

    /// <summary>Who holds the token, or null when its session has ended or never was.</summary>
    public SignedIn? Find(ReadOnlySpan<char> token)
    {
        if (SessionToken.TryRead(token) is not { } parsed) return null;
        if (!_accounts.TryGet(parsed.AccountId, out var account))
        {
            if (SessionToken.TryParse(token, keys) is null) return null; // Made up: it must not make anybody look.
            account = Of(parsed.AccountId);
        }

        var now = clock.GetUtcNow();
        if (account.Live(parsed.Hash, now) is not { } session) return null;
        if (session.See(now)) use.Seen(parsed.AccountId, session.SessionId, now);
        return account.As(session.SessionId);
    }

    /// <summary>When a session was last used: to the second while the server runs, to the hour after a restart.</summary>
    public DateTimeOffset LastSeenAt(string accountId, Session session) =>
        _accounts.TryGet(accountId, out var account) && account.LastSeenAt(session.SessionId) is { } seen && seen > session.LastSeenAt ? seen : session.LastSeenAt;

    /// <summary>Takes the state that a command has left; an older one than is there changes nothing.</summary>
    public void Learn(string accountId, Account account, long version)
    {
        _accounts.TryGet(accountId, out var before);
        _accounts.Put(accountId, new SignedInAccount(accountId, account, version, before), there => there.Version >= version);
    }

    /// <summary>An account has changed by mail: whoever is signed in to it is seen anew.</summary>
    public void Changed(string accountId, long version)
    {
        if (!_accounts.TryGet(accountId, out var there) || there.Version >= version) return;
        var (state, committed) = host.ReadVersion(Account.Type, accountId);
        Learn(accountId, state, committed);
    }

    private SignedInAccount Of(string accountId)
    {
        if (_accounts.TryGet(accountId, out var there)) return there;
        var (state, version) = host.ReadVersion(Account.Type, accountId);
        Learn(accountId, state, version);
        return _accounts.TryGet(accountId, out there) ? there : new SignedInAccount(accountId, state, version, before: null);
    }
}

/// <summary>An account as the session check needs it: opened once, not per request.</summary>
internal sealed class SignedInAccount
{
    private static readonly FrozenDictionary<RoleSet, FrozenSet<string>> RoleSets =
        Enumerable.Range(0, 1 << RoleNames.All.Length).ToFrozenDictionary(bits => (RoleSet)bits, bits => RoleNames.Of((RoleSet)bits).ToFrozenSet(StringComparer.Ordinal));

    private readonly SignedIn _who;
    private readonly SessionInUse[] _sessions;

    public SignedInAccount(string accountId, Account account, long version, SignedInAccount? before)
    {
        Version = version;
        var handle = account.Handle?.Reveal(); // Null for a person who was erased, whatever a backup has brought back.
        _who = new SignedIn(accountId, handle ?? "", account.DisplayName?.Reveal() ?? "", account.Language, RoleSets[account.Roles], SessionId: "");
        _sessions = account.IsOpen && handle is not null ? [.. account.Sessions.Select(session => before?.Same(session) ?? new SessionInUse(session))] : [];
    }

    public long Version { get; }

    public SessionInUse? Live(ReadOnlySpan<byte> tokenHash, DateTimeOffset now)
    {
        SessionInUse? found = null;
        foreach (var session in _sessions)
        {
            if (session.HasToken(tokenHash)) found = session;
        }
        return found?.IsLiveAt(now) == true ? found : null;
    }

    public DateTimeOffset? LastSeenAt(string sessionId) => Array.Find(_sessions, session => session.SessionId == sessionId)?.LastSeenAt;

    public SignedIn As(string sessionId) => _who with { SessionId = sessionId };

    /// <summary>The session goes on under a new state of its account; what is known of its use goes with it.</summary>
    private SessionInUse? Same(Session session) => Array.Find(_sessions, there => there.SessionId == session.SessionId);
}

/// <summary>A session with when it was last used, which is stored only now and then.</summary>
internal sealed class SessionInUse(Session session)
{
    private static readonly TimeSpan StoredEvery = TimeSpan.FromHours(1);
    private long _seenTicks = session.LastSeenAt.UtcTicks;
    private long _storedTicks = session.LastSeenAt.UtcTicks;

    public string SessionId => session.SessionId;

    public DateTimeOffset LastSeenAt => new(Interlocked.Read(ref _seenTicks), TimeSpan.Zero);

    public bool HasToken(ReadOnlySpan<byte> tokenHash) => session.HasToken(tokenHash);

    public bool IsLiveAt(DateTimeOffset now) => now < session.ExpiresAt && now - LastSeenAt < session.IdleLimit;

    /// <summary>Notes the use; true about once an hour, when it should be stored.</summary>
    public bool See(DateTimeOffset now)
    {
        Interlocked.Exchange(ref _seenTicks, now.UtcTicks);
        var stored = Interlocked.Read(ref _storedTicks);
        return now.UtcTicks - stored >= StoredEvery.Ticks && Interlocked.CompareExchange(ref _storedTicks, now.UtcTicks, stored) == stored;
    }
}
