using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.Web;

namespace Mainstay.People.Audit;

/// <summary>An account as the administrator sees it.</summary>
public sealed record ListedAccount(string AccountId, string Handle, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset? OpenedAt);

/// <summary>The accounts, newest first; or the one with a handle. Names are sealed, so there is no search within them.</summary>
internal sealed class AccountList(PeopleView view, AccountStore accounts)
{
    /// <param name="handle">Only this one; null or empty: all.</param>
    /// <param name="role">Only accounts with this role; null: all.</param>
    /// <param name="paging">Which part.</param>
    public ListOf<ListedAccount> Read(string? handle, string? role, Paging paging)
    {
        if (string.IsNullOrWhiteSpace(handle)) return Read(role, paging);
        var found = HandleName.TryParseTyped(handle) is { } name ? accounts.Find(name) : null;
        return new ListOf<ListedAccount>(found is null ? [] : [Listed(found.AccountId, found.Account, openedAt: null)], null);
    }

    private ListOf<ListedAccount> Read(string? role, Paging paging)
    {
        using var reader = view.OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT offset, account, at FROM accounts WHERE offset < @before"
            + (role is null ? "" : " AND ' ' || roles || ' ' LIKE '% ' || @role || ' %'") + " ORDER BY offset DESC LIMIT @limit";
        command.Parameters.AddWithValue("@before", paging.After?.Number() ?? long.MaxValue);
        command.Parameters.AddWithValue("@limit", paging.Limit + 1);
        if (role is not null) command.Parameters.AddWithValue("@role", role);
        using var row = command.ExecuteReader();
        var listed = new List<ListedAccount>(paging.Limit);
        long last = 0;
        while (row.Read())
        {
            if (listed.Count == paging.Limit) return new ListOf<ListedAccount>(listed, Cursor.Of(last));
            last = row.GetInt64(0);
            listed.Add(Listed(row.GetString(1), accounts.Read(row.GetString(1)), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero)));
        }
        return new ListOf<ListedAccount>(listed, null);
    }

    private static ListedAccount Listed(string accountId, Account account, DateTimeOffset? openedAt) =>
        new(accountId, account.Handle?.Reveal() ?? "", account.DisplayName?.Reveal() ?? "", RoleNames.Of(account.Roles), openedAt);
}
