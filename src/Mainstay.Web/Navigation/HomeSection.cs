namespace Mainstay.Web;

/// <summary>A part of the home page, contributed by a module.</summary>
/// <param name="Order">Lowest first.</param>
/// <param name="Component">A Razor component without parameters; it finds out by itself what to show, and may show nothing.</param>
/// <param name="RequiredRole">Shown to people with this role; null: to everybody who is signed in.</param>
public sealed record HomeSection(int Order, Type Component, string? RequiredRole = null);

/// <summary>What the first page offers instead of signing in while there is nobody yet: setting up, filling with the demo town.</summary>
/// <param name="IsOffered">Whether the store is still empty.</param>
/// <param name="Component">A Razor component without parameters.</param>
public sealed record SetUpOffer(Func<bool> IsOffered, Type Component);

/// <summary>Where the pages of an account are. Registered by the module that owns accounts; without it nobody can sign in, and nothing offers to.</summary>
/// <param name="SignIn">The page to sign in on.</param>
/// <param name="SignOut">Where the sign-out button posts to.</param>
/// <param name="Account">The page about one's own account.</param>
public sealed record AccountPages(string SignIn = "/sign-in", string SignOut = "/sign-out", string Account = "/account")
{
    /// <summary>Where to create an account; null when it is not open to everybody.</summary>
    public string? CreateAccount { get; init; }
}
