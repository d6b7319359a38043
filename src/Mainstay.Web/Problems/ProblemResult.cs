using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Writes a problem: application/problem+json, never cached, with Retry-After where a client should wait.</summary>
internal sealed class ProblemResult(ProblemBody problem, TimeSpan? retryAfter) : IResult, IStatusCodeHttpResult, IValueHttpResult<ProblemBody>
{
    private const string ContentType = "application/problem+json";

    public ProblemBody Value => problem;

    public int? StatusCode => problem.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        SetRetryAfter(response);
        if (problem.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer"; // RFC 9110, 15.5.2.
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, WebJson.Default.ProblemBody);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Says when to ask again; the page of a problem says it too.</summary>
    public void SetRetryAfter(HttpResponse response)
    {
        if (WaitSeconds() is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    private long? WaitSeconds()
    {
        if (retryAfter is { } wait) return Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        return problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? 1 : null;
    }
}
