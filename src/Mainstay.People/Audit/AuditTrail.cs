using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.Web;
using Microsoft.Data.Sqlite;

namespace Mainstay.People.Audit;

/// <summary>A line of the trail.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">One of <see cref="TrailKinds"/>.</param>
/// <param name="Handle">Whose account; null for unknown handles and for people who were erased.</param>
/// <param name="Actor">Who did it: a handle, or a part of the server.</param>
/// <param name="Detail">The reason, the way or the roles; null where the kind says it all.</param>
/// <param name="Network">From where, cut to /24 or /48.</param>
/// <param name="Count">How many alike.</param>
public sealed record TrailEntry(DateTimeOffset At, string Kind, string? Handle, string Actor, string? Detail, string? Network, long Count);

/// <summary>What the administrator searches.</summary>
/// <param name="Handle">Only this account; null: all.</param>
/// <param name="Kind">Only this kind; null: all.</param>
public sealed record TrailQuery(string? Handle, string? Kind);

/// <summary>Reads the trail, newest first.</summary>
internal sealed class AuditTrail(PeopleView view, AccountStore accounts)
{
    /// <summary>A part of the trail; empty for a handle that nobody has.</summary>
    public ListOf<TrailEntry> Read(TrailQuery query, Paging paging)
    {
        string? accountId = null;
        if (query.Handle is { Length: > 0 } typed)
        {
            accountId = HandleName.TryParseTyped(typed) is { } handle ? accounts.Find(handle)?.AccountId : null;
            if (accountId is null) return new ListOf<TrailEntry>([], null);
        }
        return Read(accountId, query.Kind, paging);
    }

    /// <summary>What happened to one account, also to one that is closed.</summary>
    public ListOf<TrailEntry> OfAccount(string accountId, int limit, string? cursor) => Read(accountId, kind: null, new Paging(limit, cursor is null ? null : Cursor.Parse(cursor)));

    private ListOf<TrailEntry> Read(string? accountId, string? kind, Paging paging)
    {
        using var reader = view.OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT offset, at, account, kind, actor, detail, network, count FROM trail WHERE offset < @before"
            + (accountId is null ? "" : " AND account = @account") + (kind is null ? "" : " AND kind = @kind") + " ORDER BY offset DESC LIMIT @limit";
        command.Parameters.AddWithValue("@before", paging.After?.Number() ?? long.MaxValue);
        command.Parameters.AddWithValue("@limit", paging.Limit + 1);
        if (accountId is not null) command.Parameters.AddWithValue("@account", accountId);
        if (kind is not null) command.Parameters.AddWithValue("@kind", kind);
        return Page(command, paging.Limit);
    }

    private ListOf<TrailEntry> Page(SqliteCommand command, int limit)
    {
        var entries = new List<TrailEntry>(limit);
        var handles = new Dictionary<string, string?>(StringComparer.Ordinal);
        long last = 0;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            if (entries.Count == limit) return new ListOf<TrailEntry>(entries, Cursor.Of(last));
            last = row.GetInt64(0);
            entries.Add(EntryOf(row, handles));
        }
        return new ListOf<TrailEntry>(entries, null);
    }

    private TrailEntry EntryOf(SqliteDataReader row, Dictionary<string, string?> handles) => new(
        new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
        row.GetString(3),
        row.IsDBNull(2) ? null : HandleOf(row.GetString(2), handles),
        HandleOf(row.GetString(4), handles) ?? row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        row.GetInt64(7));

    private string? HandleOf(string accountId, Dictionary<string, string?> known)
    {
        if (!known.TryGetValue(accountId, out var handle)) known[accountId] = handle = accounts.Read(accountId).Handle?.Reveal();
        return handle;
    }
}
