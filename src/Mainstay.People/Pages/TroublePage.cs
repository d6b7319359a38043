using System.Globalization;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Pages;

/// <summary>A form shown again with what is wrong with it.</summary>
internal static class TroublePage
{
    /// <summary>The page with the trouble's status, and Retry-After where it is a question of time.</summary>
    public static PageResult With(this PageResult page, Trouble trouble, HttpContext context)
    {
        if (trouble.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return page.WithStatus(trouble.Status);
    }
}
