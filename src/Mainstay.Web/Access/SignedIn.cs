using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>The person (or program on their behalf) who makes a request.</summary>
/// <param name="AccountId">Opaque and stable.</param>
/// <param name="Handle">The name they sign in with.</param>
/// <param name="DisplayName">The name others see.</param>
/// <param name="Language">en, fr or it; empty when the account has none.</param>
/// <param name="Roles">member, shop, operator, manager, administrator.</param>
/// <param name="SessionId">Names the session; not the token.</param>
public sealed record SignedIn(string AccountId, string Handle, string DisplayName, string Language, IReadOnlySet<string> Roles, string SessionId)
{
    /// <summary>
    /// True when the browser sent the session by itself (a cookie): such a request must also prove that it comes from one of our own pages.
    /// False for a bearer token.
    /// </summary>
    public bool FromCookie { get; init; }

    /// <summary>Who makes this request, or null.</summary>
    public static SignedIn? From(HttpContext context) => context.Features.Get<SignedIn>();

    /// <summary>Sets who makes this request; called by the sign-in middleware, once.</summary>
    public static void Set(HttpContext context, SignedIn who) => context.Features.Set(who);

    public bool Is(string role) => Roles.Contains(role);
}

/// <summary>The roles an account can have.</summary>
public static class Roles
{
    public const string Member = "member";
    public const string Shop = "shop";
    public const string Operator = "operator";
    public const string Manager = "manager";
    public const string Administrator = "administrator";

    public static readonly IReadOnlyList<string> All = [Member, Shop, Operator, Manager, Administrator];
}
