using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Tells the OpenAPI document which problems an endpoint may answer with.</summary>
public static class ProblemConventions
{
    /// <summary>Declares one status and its codes: <c>.MayRefuse(409, "handle-taken")</c>.</summary>
    public static TBuilder MayRefuse<TBuilder>(this TBuilder builder, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new MayRefuseMetadata(status, codes));
        return builder;
    }
}

/// <summary>One status and the codes that come with it.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Codes">Stable codes, without the prefix.</param>
public sealed record MayRefuseMetadata(int StatusCode, IReadOnlyList<string> Codes) : Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata
{
    public Type Type => typeof(ProblemBody);

    public IEnumerable<string> ContentTypes => ["application/problem+json"];

    public string Description => string.Join(", ", Codes);
}
