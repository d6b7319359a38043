namespace Mainstay.Web;

/// <summary>
/// Finds what a person is called, for a page on which somebody has to reach them. The module that has the accounts registers it; without it pages show account ids.
/// </summary>
/// <param name="Find">By account id; null when there is no such account, or the person was erased.</param>
public sealed record PeopleNames(Func<string, PersonName?> Find);

/// <summary>What a person is called.</summary>
/// <param name="Handle">What they sign in with.</param>
/// <param name="DisplayName">What others see.</param>
public sealed record PersonName(string Handle, string DisplayName);
