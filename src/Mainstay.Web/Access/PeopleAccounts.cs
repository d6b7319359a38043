namespace Mainstay.Web;

/// <summary>
/// Finds whose handle one is, for what one person shares with another by naming them. The module that has the accounts registers it; without it nobody is found.
/// </summary>
/// <param name="Find">By a handle as a person types it; the account id, or null when there is no such account.</param>
public sealed record PeopleAccounts(Func<string, string?> Find);
