using Mainstay.Entities;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Refusals at the edge, as problem details (RFC 9457) with stable codes.</summary>
public static class Problems
{
    public const string TypePrefix = "urn:mainstay:problem:";

    /// <summary>A problem as an answer.</summary>
    /// <param name="status">400, 401, 403, 404, 409, 413, 422, 429 or 503 as in the API's manners.</param>
    /// <param name="code">Stable, lower case with dashes.</param>
    /// <param name="detail">What happened, what is safe, what to do; null when the title says it all.</param>
    /// <param name="errors">For 422: which fields.</param>
    /// <param name="retryAfter">When to ask again; rounded up to whole seconds. 429 and 503 always carry one (1 s when null).</param>
    public static IResult Of(int status, string code, string? detail = null, IReadOnlyList<FieldError>? errors = null, TimeSpan? retryAfter = null) =>
        new ProblemResult(new ProblemBody(TypePrefix + code, ProblemCodes.TitleOf(code), status, detail, Instance: null, errors), retryAfter);

    /// <summary>A rule's refusal as an answer; 422 always names the field in errors, and other statuses do where there is one.</summary>
    public static IResult From(Refusal refusal, int status) =>
        Of(status, refusal.Code, errors: status == StatusCodes.Status422UnprocessableEntity || refusal.Field is not null
            ? [new FieldError(refusal.Field ?? "", refusal.Code)]
            : null);

    /// <summary>404: not there, or not yours; a caller cannot tell which.</summary>
    public static IResult NotFound() => Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound);

    /// <summary>400: the request cannot be read.</summary>
    /// <param name="detail">Which part, without repeating what was sent.</param>
    public static IResult Malformed(string? detail = null) => Of(StatusCodes.Status400BadRequest, ProblemCodes.Malformed, detail);
}
