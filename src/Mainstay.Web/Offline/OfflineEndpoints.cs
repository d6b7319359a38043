using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Web;

/// <summary>Who a browser's kept forms would be sent as, and what proves that they come from it.</summary>
/// <param name="Person">See <see cref="PersonTag"/>.</param>
/// <param name="Token">A form token of this session.</param>
internal sealed record OfflineSession(string Person, string Token);

/// <summary>GET /service-worker.js; GET /offline: the page that stands for one that cannot be had; GET /offline/session: for the service worker, before it sends what was kept.</summary>
internal static class OfflineEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(ServiceWorker.Path, Script).Class(AdmissionClass.Normal).ExcludeFromDescription();
        endpoints.MapGet("/offline", (HttpContext context) => Page.Of<OfflinePage>(context)).Class(AdmissionClass.Normal).ExcludeFromDescription();
        endpoints.MapGet("/offline/session", Session).RequireSignedIn().Class(AdmissionClass.Normal).ExcludeFromDescription();
    }

    private static IResult Script(HttpContext context, ServiceWorker worker)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Text(worker.Script, "text/javascript; charset=utf-8");
    }

    private static IResult Session(HttpContext context, WebKeys keys) =>
        Results.Json(new OfflineSession(PersonTag.Of(SignedIn.From(context)!, keys), FormToken.For(context, keys)), WebJson.Default.OfflineSession);
}
