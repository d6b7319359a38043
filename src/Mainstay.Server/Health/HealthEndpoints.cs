using Microsoft.AspNetCore.Http.HttpResults;

namespace Mainstay.Server.Health;

/// <summary>GET /health/live and GET /health/ready: 200 or 503, for whatever watches the process. Never queued.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.Text("live")).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", Ready).ExcludeFromDescription();
    }

    private static ContentHttpResult Ready(IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.IsCancellationRequested
        ? TypedResults.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Text("ready");
}
