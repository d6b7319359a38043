using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET /fleet: a maker's models, what runs on them, and roll-outs.</summary>
internal static class FleetPages
{
    public const string Path = "/fleet";
    private const int ShownRollouts = 20;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Path, ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var shown = new ShownFleet(view.Figures(), [.. view.Rollouts(ShownRollouts).Select(id => host.Read(Rollout.Type, id)).Select(rollout => (rollout, host.Read(Firmware.Type, rollout.FirmwareId).Version))]);
        return Page.Of<FleetPage>(context, (nameof(FleetPage.Shown), shown));
    }
}

/// <summary>What a maker sees.</summary>
public sealed class ShownFleet
{
    internal ShownFleet(IReadOnlyList<FleetFigure> figures, IReadOnlyList<(Rollout Rollout, string Version)> rollouts) => (Figures, Rollouts) = (figures, rollouts);

    internal IReadOnlyList<FleetFigure> Figures { get; }

    internal IReadOnlyList<(Rollout Rollout, string Version)> Rollouts { get; }

    internal static string StateOf(Rollout rollout) => Words.T[rollout.State switch
    {
        RolloutState.Stopped => "fleet.rollout.stopped",
        RolloutState.Finished => "fleet.rollout.finished",
        _ => "fleet.rollout.running",
    }];
}
