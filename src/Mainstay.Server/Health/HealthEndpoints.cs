using Mainstay.Server.Demo;
using Mainstay.Server.Store;
using Mainstay.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mainstay.Server.Health;

/// <summary>GET /health/live and GET /health/ready: 200 or 503, for whatever watches the process. Never queued.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.Text("live")).Class(AdmissionClass.Critical).NeverQueued().ExcludeFromDescription();
        endpoints.MapGet("/health/ready", Ready).Class(AdmissionClass.Critical).NeverQueued().ExcludeFromDescription();
    }

    private static ContentHttpResult Ready(IHostApplicationLifetime lifetime, StoreService store, DemoTown town) =>
        store.IsOpen && !town.IsComing && !lifetime.ApplicationStopping.IsCancellationRequested
            ? TypedResults.Text("ready")
            : TypedResults.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
}
