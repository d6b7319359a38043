using Mainstay.Web.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>A problem as a page in the person's language: what happened, what is safe, what to do.</summary>
internal static class ErrorPages
{
    public static async Task WriteAsync(HttpContext context, ProblemResult problem)
    {
        problem.SetRetryAfter(context.Response);
        await Page.Of<ErrorPage>(context, (nameof(ErrorPage.Problem), problem.Value)).WithStatus(problem.StatusCode!.Value).ExecuteAsync(context);
    }
}
