using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Server.Telemetry;

/// <summary>
/// Names a request's span after its route and gives it the status. The platform's own tags would hold the whole path and the browser's name: a path can
/// name a person, a route does not.
/// </summary>
internal static class RequestTraces
{
    public static void UseRequestTraces(this WebApplication app) => app.Use(Invoke);

    private static async Task Invoke(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span) return;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
        span.DisplayName = $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
    }
}
