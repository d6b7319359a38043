using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Where to go after signing in: a path of this server, never another site (ASVS 3.7.2).</summary>
public static class ReturnTo
{
    /// <summary>The path when it is one of ours, otherwise "/".</summary>
    public static string Safe(string? path) =>
        path is { Length: > 0 and <= 2000 } && path[0] == '/' && !IsNetworkPath(path) && !path.AsSpan().ContainsAnyInRange('\0', ' ') ? path : "/";

    /// <summary>The page a person was on: the page asked for, or the one that held the form.</summary>
    internal static string Of(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return Safe(request.PathBase + request.Path + request.QueryString);
        return Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var referer) && referer.Authority == request.Host.Value
            ? Safe(referer.PathAndQuery)
            : "/";
    }

    // "//host" and "/\host" lead to another site.
    private static bool IsNetworkPath(string path) => path.Length > 1 && path[1] is '/' or '\\' || path.Contains('\\', StringComparison.Ordinal);
}
