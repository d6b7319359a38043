using Mainstay.Web;
using Microsoft.OpenApi;

namespace Mainstay.Server.Api;

/// <summary>What every endpoint of a kind may answer, so that no endpoint has to say it.</summary>
internal static class SharedRefusals
{
    /// <param name="metadata">The endpoint's.</param>
    /// <param name="operation">With its parameters and body.</param>
    public static IEnumerable<MayRefuseMetadata> Of(IList<object> metadata, OpenApiOperation operation)
    {
        var access = metadata.OfType<AccessMetadata>().ToList();
        if (access.Count > 0) yield return new MayRefuseMetadata(StatusCodes.Status401Unauthorized, [ProblemCodes.NotSignedIn]);
        if (access.Exists(one => one.AnyOf.Count > 0)) yield return new MayRefuseMetadata(StatusCodes.Status403Forbidden, [ProblemCodes.NotAllowed]);
        if (operation.RequestBody is not null || metadata.OfType<PagingMetadata>().Any()) yield return new MayRefuseMetadata(StatusCodes.Status400BadRequest, [ProblemCodes.Malformed]);
        if (metadata.OfType<IdempotencyMetadata>().Any())
        {
            yield return new MayRefuseMetadata(StatusCodes.Status400BadRequest, [ProblemCodes.KeyMissing, ProblemCodes.KeyInvalid]);
            yield return new MayRefuseMetadata(StatusCodes.Status409Conflict, [ProblemCodes.KeyInFlight]);
            yield return new MayRefuseMetadata(StatusCodes.Status422UnprocessableEntity, [ProblemCodes.KeyReused]);
            yield return new MayRefuseMetadata(StatusCodes.Status429TooManyRequests, [ProblemCodes.TooManyRecentRequests]);
        }

        // Reads are answered from memory or a file beside; what writes may find the journal busy.
        yield return new MayRefuseMetadata(StatusCodes.Status503ServiceUnavailable, [ProblemCodes.Busy]);
    }
}
