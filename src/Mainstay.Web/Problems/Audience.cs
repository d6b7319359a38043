using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Whether a person's browser or a program asks.</summary>
internal static class Audience
{
    private static readonly string[] ProgramPaths = ["/api", "/health", "/assets"];

    /// <summary>True when the answer should be a page.</summary>
    public static bool IsPerson(HttpContext context)
    {
        foreach (var path in ProgramPaths)
            if (context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)) return false;
        return context.Request.Headers.Accept.Count == 0
            || context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || context.Request.Headers.Accept.ToString().Contains("*/*", StringComparison.Ordinal);
    }
}
