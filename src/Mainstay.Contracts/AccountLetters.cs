namespace Mainstay.Contracts;

/// <summary>
/// An account is closed for good, and what was sealed for its owner can be read by nobody any more. Written to "{type}/{accountId}" for each entity type that follows
/// accounts (<see cref="AccountFollower"/>); the receiver lets go of what it holds for the account.
/// </summary>
/// <param name="AccountId">Whose.</param>
public sealed record AccountClosed(string AccountId) : Letter;

/// <summary>A module's entity type that is told when an account ends; its entities are named by the account's id. Registered in the composition.</summary>
/// <param name="EntityType">The type's stored name.</param>
public sealed record AccountFollower(string EntityType);
