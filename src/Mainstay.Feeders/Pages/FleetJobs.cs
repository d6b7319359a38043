using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Feeders.Pages;

/// <summary>GET {path}/{id} and …/live, POST …/stop: what a roll-out and a bulk reset have alike.</summary>
internal static class FleetJobs
{
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromSeconds(3);

    /// <param name="pages">Where they are mapped.</param>
    /// <param name="path">Before the id.</param>
    /// <param name="load">Null: there is none.</param>
    /// <param name="stop">Stops it.</param>
    public static void Map(IEndpointRouteBuilder pages, string path, Func<string, FleetView, EntityHost, TownTime, ShownJob?> load, Func<string, HttpContext, EntityHost, Task<IResult>> stop)
    {
        pages.MapGet(path + "/{id}", async (string id, HttpContext context, FleetView view, EntityHost host, TownTime town) =>
        {
            await view.CatchUpAsync(host, context.RequestAborted);
            return id.Length <= 64 && load(id, view, host, town) is { } job ? Page.Of<FleetJobPage>(context, (nameof(FleetJobPage.Shown), job)) : Results.NotFound();
        });
        pages.MapGet(path + "/{id}/live", (string id, HttpContext context, FleetView view, EntityHost host, TownTime town, [FromKeyedServices("real")] TimeProvider real) =>
            id.Length <= 64 && load(id, view, host, town) is { } first ? Follow(context, () => load(id, view, host, town) ?? first, view, real) : Results.NotFound());
        pages.MapPost(path + "/{id}/stop", stop);
    }

    /// <summary>Devices move it one by one, some thousand a minute: it is looked at every few seconds, and sent again when anything has been written since.</summary>
    private static IResult Follow(HttpContext context, Func<ShownJob> load, FleetView view, TimeProvider real) => Live.Fragment<FleetJobNow>(
        context,
        () => (view.Position, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(FleetJobNow.Shown)] = load() }),
        async (position, cancellation) =>
        {
            do await Task.Delay(s_looksAgain, real, cancellation);
            while (view.Position <= position);
        });
}
