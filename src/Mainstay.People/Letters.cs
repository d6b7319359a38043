using Mainstay.Contracts;

namespace Mainstay.People;

/// <summary>To a handle: the account that claimed it exists.</summary>
internal sealed record HandleConfirmed(string AccountId) : Letter;

/// <summary>To an account: its claim had lapsed and the handle went to another.</summary>
internal sealed record HandleRefused : Letter;

/// <summary>To an account: it is, or is no longer, an administrator.</summary>
internal sealed record AdministratorDecided(bool Administrates, string By) : Letter;
