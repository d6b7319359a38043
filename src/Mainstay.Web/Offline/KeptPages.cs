using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>Which pages a browser keeps, to show them when the server cannot be reached.</summary>
public static class KeptPages
{
    /// <summary>On a page that may be kept: says so to the service worker.</summary>
    public const string HeaderName = "Mainstay-Keep";

    /// <summary>
    /// The endpoint's pages are kept for the person who opened them. For what concerns that person alone: what needs another role than member is never kept, whatever is said here.
    /// </summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="forWhom">Kept only for these; for everybody when null.</param>
    public static TBuilder KeptOffline<TBuilder>(this TBuilder builder, Func<SignedIn, bool>? forWhom = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new KeptPageMetadata(forWhom ?? (_ => true)));

    /// <summary>Says on an answer whose page it is, so that the browser forgets what belongs to others, and whether it may be kept.</summary>
    internal static void Mark(HttpContext context)
    {
        var headers = context.Response.Headers;
        var who = SignedIn.From(context);
        headers[PersonTag.HeaderName] = who is null ? PersonTag.Nobody : PersonTag.Of(who, context.RequestServices.GetRequiredService<WebKeys>());
        if (who is not null && context.Response.StatusCode == StatusCodes.Status200OK && MayKeep(context.GetEndpoint(), who)) headers[HeaderName] = "1";
    }

    private static bool MayKeep(Endpoint? endpoint, SignedIn who) =>
        endpoint?.Metadata.GetMetadata<KeptPageMetadata>()?.ForWhom(who) == true
        && endpoint.Metadata.GetOrderedMetadata<AccessMetadata>().All(access => access.AnyOf.All(role => role == Roles.Member));
}

internal sealed record KeptPageMetadata(Func<SignedIn, bool> ForWhom);
