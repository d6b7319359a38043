using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Lets a request pass to an endpoint when <see cref="AccessMetadata"/> allows it. Runs after sign-in and before anything reads the body.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetOrderedMetadata<AccessMetadata>() is not { Count: > 0 } required) return next(context);
        if (SignedIn.From(context) is not { } who) return AnswerStranger(context);
        foreach (var metadata in required)
            if (!metadata.Allows(who)) return AnswerNotAllowed(context);
        return next(context);
    }

    private static Task AnswerStranger(HttpContext context)
    {
        if (!Audience.IsPerson(context)) return Problem(StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/sign-in?returnTo=" + Uri.EscapeDataString(ReturnTo.Of(context));
        return Task.CompletedTask;
    }

    private static Task AnswerNotAllowed(HttpContext context)
    {
        var problem = Problem(StatusCodes.Status403Forbidden);
        return Audience.IsPerson(context) ? ErrorPages.WriteAsync(context, problem) : problem.ExecuteAsync(context);
    }

    private static ProblemResult Problem(int status) => ExceptionProblems.OfStatus(status);
}
