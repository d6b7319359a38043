using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Microsoft.Data.Sqlite;

namespace Mainstay.People.Audit;

/// <summary>
/// The accounts there are, and the trail of what happened to them. It holds no name: handles are opened from the accounts when a row is shown, so that an erased
/// person is gone from here too, and with them the networks they came from.
/// </summary>
internal sealed class PeopleView(SessionTable sessions) : View("people", version: 2)
{
    /// <summary>Accounts that are closed and whose owner's key is not known to be gone.</summary>
    public List<string> ToErase()
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT account FROM to_erase ORDER BY account LIMIT 100";
        using var row = command.ExecuteReader();
        var accounts = new List<string>();
        while (row.Read()) accounts.Add(row.GetString(0));
        return accounts;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = """
            CREATE TABLE accounts(offset INTEGER PRIMARY KEY, account TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, roles TEXT NOT NULL) STRICT;
            CREATE TABLE trail(offset INTEGER PRIMARY KEY, at INTEGER NOT NULL, account TEXT, kind TEXT NOT NULL, actor TEXT NOT NULL, detail TEXT, network TEXT, count INTEGER NOT NULL) STRICT;
            CREATE INDEX trail_account ON trail(account, offset);
            CREATE INDEX trail_kind ON trail(kind, offset);
            CREATE TABLE to_erase(account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        if (stored.Event is StrangersEvent.Counted counted) Trace(stored, writer, new Entry(TrailKinds.UnknownHandles, Count: counted.Count));
        if (stored.Event is not AccountEvent happened) return;
        if (happened is AccountEvent.Opened)
            writer.Run("INSERT INTO accounts VALUES(@1, @2, @3, 'member')", stored.Offset, stored.Entity.Key, stored.At.UtcTicks);
        if (happened is AccountEvent.RolesChanged changed)
            writer.Run("UPDATE accounts SET roles=@2 WHERE account=@1", stored.Entity.Key, string.Join(' ', changed.Roles));
        if (happened is AccountEvent.Closed) End(stored.Entity.Key, writer);
        if (happened is AccountEvent.Erased) Forget(stored.Entity.Key, writer);
        if (happened is AccountEvent.RolesChanged or AccountEvent.HandleLost or AccountEvent.Closed or AccountEvent.Erased) sessions.Changed(stored.Entity.Key, stored.Version);
        if (EntryOf(happened) is { } entry) Trace(stored, writer, entry);
    }

    private static void End(string accountId, ViewWriter writer)
    {
        writer.Run("DELETE FROM accounts WHERE account=@1", accountId);
        writer.Run("INSERT OR IGNORE INTO to_erase VALUES(@1)", accountId);
    }

    /// <summary>What happened stays, without from where.</summary>
    private static void Forget(string accountId, ViewWriter writer)
    {
        writer.Run("DELETE FROM to_erase WHERE account=@1", accountId);
        writer.Run("UPDATE trail SET network=NULL WHERE account=@1", accountId);
    }

    /// <summary>What an event leaves in the trail; null for one that leaves nothing.</summary>
    private static Entry? EntryOf(AccountEvent happened) => happened switch
    {
        AccountEvent.Opened => new Entry(TrailKinds.Opened),
        AccountEvent.SessionStarted started => new Entry(TrailKinds.SignedIn, Network: started.Session.AddressPrefix),
        AccountEvent.SignInFailed failed => new Entry(TrailKinds.SignInFailed, failed.Reason, failed.AddressPrefix, Count: failed.Count),
        AccountEvent.SessionEnded ended => new Entry(TrailKinds.SessionEnded, ended.Reason),
        AccountEvent.PasswordChanged changed => new Entry(TrailKinds.PasswordChanged, changed.How),
        AccountEvent.RecoveryCodesRenewed => new Entry(TrailKinds.RecoveryCodesRenewed),
        AccountEvent.RecoveryCodeUsed => new Entry(TrailKinds.RecoveryCodeUsed),
        AccountEvent.ResetIssued issued => new Entry(TrailKinds.ResetIssued, Actor: issued.By),
        AccountEvent.RolesChanged roles => new Entry(TrailKinds.RolesChanged, string.Join(' ', roles.Roles), Actor: roles.By),
        AccountEvent.HandleLost => new Entry(TrailKinds.HandleLost),
        AccountEvent.PasskeyAdded => new Entry(TrailKinds.PasskeyAdded),
        AccountEvent.PasskeyRemoved => new Entry(TrailKinds.PasskeyRemoved),
        AccountEvent.PasskeyUsed => new Entry(TrailKinds.PasskeyUsed),
        AccountEvent.CloseAsked => new Entry(TrailKinds.CloseAsked),
        AccountEvent.Kept kept => new Entry(TrailKinds.Kept, kept.Because),
        AccountEvent.Closed closed => new Entry(TrailKinds.Closed, closed.Reason, Actor: closed.By),
        AccountEvent.Erased => new Entry(TrailKinds.Erased),
        AccountEvent.SessionSeen or AccountEvent.PasswordRehashed or AccountEvent.ProfileChanged or AccountEvent.PasskeyRenamed => null,
        _ => throw new System.Diagnostics.UnreachableException(happened.GetType().Name),
    };

    private static void Trace(in StoredEvent stored, ViewWriter writer, Entry entry)
    {
        var account = stored.Event is AccountEvent ? stored.Entity.Key : null;
        writer.Run(
            "INSERT INTO trail VALUES(@1, @2, @3, @4, @5, @6, @7, @8)",
            stored.Offset, stored.At.UtcTicks, account, entry.Kind, entry.Actor ?? stored.Actor, entry.Detail, entry.Network, entry.Count);
    }

    private sealed record Entry(string Kind, string? Detail = null, string? Network = null, string? Actor = null, int Count = 1);
}

/// <summary>What the trail tells apart.</summary>
internal static class TrailKinds
{
    public const string Opened = "account-opened";
    public const string SignedIn = "signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string UnknownHandles = "unknown-handles";
    public const string SessionEnded = "session-ended";
    public const string PasswordChanged = "password-changed";
    public const string RecoveryCodesRenewed = "recovery-codes-renewed";
    public const string RecoveryCodeUsed = "recovery-code-used";
    public const string ResetIssued = "reset-issued";
    public const string RolesChanged = "roles-changed";
    public const string HandleLost = "handle-lost";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
    public const string PasskeyUsed = "passkey-used";
    public const string CloseAsked = "close-asked";
    public const string Kept = "account-kept";
    public const string Closed = "account-closed";
    public const string Erased = "account-erased";

    public static readonly IReadOnlyList<string> All =
    [
        SignedIn, SignInFailed, UnknownHandles, SessionEnded, RolesChanged, ResetIssued, PasswordChanged, RecoveryCodeUsed, RecoveryCodesRenewed, PasskeyAdded, PasskeyUsed,
        PasskeyRemoved, Opened, CloseAsked, Kept, Closed, Erased, HandleLost,
    ];
}
