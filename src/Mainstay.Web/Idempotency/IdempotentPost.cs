using Mainstay.Entities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// POSTs that create or move something: asking twice with the same Idempotency-Key has one effect, and gives the same answer again.
/// </summary>
public static class IdempotentPost
{
    public const int DefaultMaxBodyBytes = 64 * 1024;
    private const string Anonymous = "anonymous";

    /// <summary>The endpoint takes only requests with an Idempotency-Key; 400 and 409 as in the API's manners. Its body is read whole.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="maxBodyBytes">A longer body is answered 413.</param>
    public static TBuilder RequireIdempotencyKey<TBuilder>(this TBuilder builder, int maxBodyBytes = DefaultMaxBodyBytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new IdempotencyMetadata(maxBodyBytes));

    /// <summary>The request as the host wants it: its id made from caller and key, who asks, and a keyed hash over method, path, query and body.</summary>
    public static Request RequestOf(HttpContext context) => context.Features.Get<RequestFeature>()?.Request
        ?? throw new InvalidOperationException("The endpoint does not say RequireIdempotencyKey().");

    /// <summary>Says that this answer is the first one's, given again.</summary>
    public static void Replayed(HttpContext context) => context.Response.Headers[IdempotencyKey.ReplayedHeaderName] = "true";

    /// <summary>The result of a command: <paramref name="onOk"/> when it was done (also before), otherwise the problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">What the host answered.</param>
    /// <param name="onOk">Makes the result when the command was done, had nothing to do, or was done before.</param>
    /// <param name="statusOf">The status of a rule's refusal; 422 when null.</param>
    public static IResult Result<TState>(HttpContext context, Answer<TState> answer, Func<Answer<TState>, IResult> onOk, Func<Refusal, int>? statusOf = null)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Refused:
                return Problems.From(answer.Refusal!, statusOf?.Invoke(answer.Refusal!) ?? StatusCodes.Status422UnprocessableEntity);
            case AnswerKind.IdReused:
                return Problems.Of(StatusCodes.Status422UnprocessableEntity, ProblemCodes.KeyReused, errors: []);
            case AnswerKind.TooManyRemembered:
                return Problems.Of(StatusCodes.Status429TooManyRequests, ProblemCodes.TooManyRecentRequests, retryAfter: answer.Wait);
            case AnswerKind.Repeated:
                Replayed(context);
                return onOk(answer);
            default:
                return onOk(answer);
        }
    }

    internal static string CallerOf(HttpContext context) => SignedIn.From(context)?.AccountId ?? Anonymous;

    internal static void SetRequest(HttpContext context, Request request) => context.Features.Set(new RequestFeature(request));

    private sealed record RequestFeature(Request Request);
}

/// <summary>The endpoint takes only requests with an Idempotency-Key.</summary>
/// <param name="MaxBodyBytes">A longer body is answered 413.</param>
public sealed record IdempotencyMetadata(int MaxBodyBytes);
