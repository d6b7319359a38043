using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// HEAD on the API is GET whose body stays here: the connection knows what was asked and sends none. Pages and assets that answer it say so themselves. Source: RFC 9110, 9.1 and 9.3.2.
/// </summary>
internal static class HeadRequest
{
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
