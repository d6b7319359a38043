using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Mainstay.Web;

/// <summary>How large a request may be.</summary>
public static class BodyConventions
{
    /// <summary>Another limit than the server's 30 MB; a longer body is answered 413. Files are written to disk as they come, not kept in memory.</summary>
    public static TBuilder MaxBody<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new MaxBodyMetadata(bytes));
}

internal sealed record MaxBodyMetadata(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
