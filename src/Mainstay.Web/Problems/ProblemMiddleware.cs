using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mainstay.Web;

/// <summary>
/// The outermost layer: turns what was thrown, and bare statuses such as 404 and 405, into problems for programs and into a page in their language for people.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception exception) when (HasGone(context, exception))
        {
            LogGone(context.Request.Method, exception.GetType().Name);
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // For the traces; nobody reads it.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
#pragma warning disable CA1031 // The one place that answers for what nobody expected: it is logged and the caller gets a name for it.
        catch (Exception exception) when (!context.Response.HasStarted && !HasGone(context, exception))
#pragma warning restore CA1031
        {
            context.Response.Clear();
            SecurityHeaders.Set(context);
            await Answer(context, Understand(context, exception));
            return;
        }

        if (IsBare(context.Response)) await Answer(context, ExceptionProblems.OfStatus(context.Response.StatusCode));
    }

    /// <summary>
    /// Whether this is what the end of a caller looks like from here: the connection was reset under a read or a write, or what waited was given up. A reset is thrown before the
    /// request counts as aborted.
    /// </summary>
    private static bool HasGone(HttpContext context, Exception exception) =>
        exception is ConnectionResetException or ConnectionAbortedException
        || (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested);

    private ProblemResult Understand(HttpContext context, Exception exception)
    {
        var problem = ExceptionProblems.Of(exception, context);
        if (problem is null)
        {
            LogUnexpected(exception, context.Request.Method, ExceptionProblems.OccurrenceOf(context));
            return ExceptionProblems.Unexpected(context);
        }

        if (problem.StatusCode >= StatusCodes.Status500InternalServerError) LogNotNow(exception.Message, context.Request.Method);
        return problem;
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 };

    private async Task Answer(HttpContext context, ProblemResult problem)
    {
        if (!Audience.IsPerson(context))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        try
        {
            await ErrorPages.WriteAsync(context, problem);
        }
#pragma warning disable CA1031 // The page that says what went wrong went wrong itself: logged, and said without a page.
        catch (Exception exception) when (!context.Response.HasStarted && !HasGone(context, exception))
#pragma warning restore CA1031
        {
            LogUnexpected(exception, context.Request.Method, ExceptionProblems.OccurrenceOf(context));
            await problem.ExecuteAsync(context);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed unexpectedly; occurrence {Occurrence}")]
    private partial void LogUnexpected(Exception exception, string method, string occurrence);

    [LoggerMessage(2, LogLevel.Warning, "{Method} was answered 503: {Reason}")]
    private partial void LogNotNow(string reason, string method);

    [LoggerMessage(3, LogLevel.Debug, "The caller of a {Method} went away before it was answered ({Exception})")]
    private partial void LogGone(string method, string exception);
}
