using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Who may call an endpoint. Checked before its body is read, so that strangers cost little and learn nothing.</summary>
public static class AccessConventions
{
    /// <summary>Anybody who is signed in. Otherwise 401 not-signed-in; on pages, the way to /sign-in and back.</summary>
    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessMetadata([]));

    /// <summary>Somebody with at least one of the roles. Otherwise 401 not-signed-in or 403 not-allowed.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, params string[] anyOf)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessMetadata(anyOf));

    /// <summary>
    /// Takes posts without a form token, as long as the browser does not say that they come from another site. For what does no harm: choosing a language.
    /// </summary>
    public static TBuilder WithoutFormToken<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(WithoutFormTokenMetadata.Instance);
}

/// <summary>Every one of these on an endpoint must hold.</summary>
/// <param name="AnyOf">Roles of which one is enough; none means anybody who is signed in.</param>
public sealed record AccessMetadata(IReadOnlyList<string> AnyOf)
{
    public bool Allows(SignedIn who) => AnyOf.Count == 0 || AnyOf.Any(who.Is);
}

internal sealed class WithoutFormTokenMetadata
{
    public static readonly WithoutFormTokenMetadata Instance = new();
}
