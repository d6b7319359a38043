using Mainstay.Web.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>A problem as a page in the person's language: what happened, what is safe, what to do.</summary>
internal static class ErrorPages
{
    public static async Task WriteAsync(HttpContext context, ProblemResult problem)
    {
        if (problem.StatusCode is { } status && status >= 500) context.Response.Headers.RetryAfter = "5";
        await Page.Of<ErrorPage>(context, (nameof(ErrorPage.Problem), problem.Value)).WithStatus(problem.StatusCode!.Value).ExecuteAsync(context);
    }
}
