using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Whether a person's browser or a program asks.</summary>
internal static class Audience
{
    /// <summary>Here, and below, programs ask.</summary>
    public static readonly string[] ProgramPaths = ["/api", "/health", "/assets"];

    /// <summary>True when the answer should be a page.</summary>
    public static bool IsPerson(HttpContext context)
    {
        foreach (var path in ProgramPaths)
            if (context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)) return false;
        return context.Request.Headers.Accept.Count == 0 || TakesPages(context.Request.Headers.Accept.ToString());
    }

    /// <summary>What an Accept says.</summary>
    public static bool TakesPages(ReadOnlySpan<char> accept) => accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal);
}
