using System.Diagnostics;
using System.Text.Json;
using Mainstay.Entities;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>What each exception means to a caller: which code, what is safe, and when to ask again.</summary>
internal static class ExceptionProblems
{
    // What the kernel says when a disk is full, or a limit on it is reached (errno).
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>The problem of an exception that is understood, or null.</summary>
    public static ProblemResult? Of(Exception exception, HttpContext context) => exception switch
    {
        MalformedRequestException malformed => Of(StatusCodes.Status400BadRequest, ProblemCodes.Malformed, malformed.Message),
        BadHttpRequestException bad => OfStatus(bad.StatusCode, bad.InnerException is JsonException inner ? JsonPlace.Of(inner, context) : null),
        JsonException json => OfStatus(StatusCodes.Status400BadRequest, JsonPlace.Of(json, context)),
        _ => NotNowOf(exception, context),
    };

    /// <summary>The problem of a bare status, or null for one that has no body.</summary>
    public static ProblemResult OfStatus(int status, string? detail = null) => Of(
        status,
        status switch
        {
            StatusCodes.Status401Unauthorized => ProblemCodes.NotSignedIn,
            StatusCodes.Status403Forbidden => ProblemCodes.NotAllowed,
            StatusCodes.Status404NotFound => ProblemCodes.NotFound,
            StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => ProblemCodes.Busy,
            >= 500 => ProblemCodes.Unexpected,
            _ => ProblemCodes.Malformed,
        },
        detail);

    /// <summary>What nobody expected. The caller gets a name to quote, and no more.</summary>
    public static ProblemResult Unexpected(HttpContext context) => new(
        new ProblemBody(
            Problems.TypePrefix + ProblemCodes.Unexpected,
            ProblemCodes.TitleOf(ProblemCodes.Unexpected),
            StatusCodes.Status500InternalServerError,
            "It may or may not have been done. " + Again(context) + " If it happens again, tell the desk the instance.",
            "urn:mainstay:occurrence:" + OccurrenceOf(context)),
        retryAfter: null);

    /// <summary>The name under which this request stands in the log.</summary>
    public static string OccurrenceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    /// <summary>What passes: when to ask again, and what is safe until then.</summary>
    private static ProblemResult? NotNowOf(Exception exception, HttpContext context) => exception switch
    {
        EntityStoppedException => NotNow(
            ProblemCodes.EntityStopped,
            "Nothing was taken and nothing is lost. This record is held back until an operator has looked; everything else goes on.",
            TimeSpan.FromMinutes(5)),
        JournalFullException => NotNow(
            ProblemCodes.Busy,
            "Nothing was taken. " + Again(context),
            TimeSpan.FromSeconds(2)),
        CommitUnknownException => NotNow(
            ProblemCodes.OutcomeUnknown,
            "It may or may not have been taken. " + Again(context),
            TimeSpan.FromSeconds(5)),
        StoreUnreachableException => NotNow(
            ProblemCodes.Busy,
            "Nothing was taken and nothing is lost: the database does not answer at the moment. " + Again(context),
            TimeSpan.FromSeconds(5)),
        IOException { HResult: NoSpace or OverQuota } => NotNow(
            ProblemCodes.Busy,
            "Nothing was taken: there is no room left on this server's disk. Send it again when there is.",
            TimeSpan.FromMinutes(1)),
        ServerStoppingException => NotNow(
            ProblemCodes.Busy,
            "It was not taken whole: the server is being stopped. Send it again; what had been taken counts once.",
            TimeSpan.FromSeconds(5)),
        _ => null,
    };

    private static string Again(HttpContext context) => context.Request.Headers.ContainsKey(IdempotencyKey.HeaderName) ? "Ask again with the same Idempotency-Key: it never has effect twice." : "Ask again.";

    private static ProblemResult NotNow(string code, string detail, TimeSpan retryAfter) => new(
        new ProblemBody(Problems.TypePrefix + code, ProblemCodes.TitleOf(code), StatusCodes.Status503ServiceUnavailable, detail), retryAfter);

    private static ProblemResult Of(int status, string code, string? detail) =>
        new(new ProblemBody(Problems.TypePrefix + code, ProblemCodes.TitleOf(code), status, detail), retryAfter: null);
}
