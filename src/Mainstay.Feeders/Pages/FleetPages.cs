using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET /fleet: a maker's models, what runs on them, and what is on its way to them.</summary>
internal static class FleetPages
{
    public const string Path = "/fleet";
    private const int ShownEach = 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, ShowAsync);
        FleetOrderPages.Map(pages);
        FleetFirmwarePages.Map(pages);
        FleetRolloutPages.Map(pages);
        FleetResetPages.Map(pages);
        FleetDevicePages.Map(pages);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, FleetView view, EntityHost host, TownTime town)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var shown = new ShownFleet(
            view.Figures(),
            [.. view.Rollouts(ShownEach).Select(id => (id, host.Read(Rollout.Type, id))).Select(found => (found.id, found.Item2, host.Read(Firmware.Type, found.Item2.FirmwareId).Version))],
            [.. view.Resets(ShownEach).Select(id => (id, host.Read(BulkReset.Type, id)))],
            ShownFirmware.All(view, host, town, ShownEach));
        return Page.Of<FleetPage>(context, (nameof(FleetPage.Shown), shown));
    }
}

/// <summary>What a maker sees.</summary>
public sealed class ShownFleet
{
    internal ShownFleet(
        IReadOnlyList<FleetFigure> figures, IReadOnlyList<(string Id, Rollout Rollout, string Version)> rollouts, IReadOnlyList<(string Id, BulkReset Reset)> resets, IReadOnlyList<ShownFirmware> firmware) =>
        (Figures, Rollouts, Resets, Firmware) = (figures, rollouts, resets, firmware);

    internal IReadOnlyList<FleetFigure> Figures { get; }

    /// <summary>What runs, how many have a key of their own and an owner, and how many updates failed, where some did.</summary>
    internal static string DetailOf(FleetFigure figure) => string.Join(" · ", new[]
    {
        figure.Firmware is { } version ? Words.T["fleet.runs", version] : Words.T["fleet.runs.unknown"],
        Words.T["fleet.enrolled.count", Format.Number(figure.Enrolled)],
        Words.T["fleet.claimed.count", Format.Number(figure.Claimed)],
        figure.Failed > 0 ? Words.T.Count("fleet.failed.count", figure.Failed) : null,
    }.OfType<string>());

    internal IReadOnlyList<(string Id, Rollout Rollout, string Version)> Rollouts { get; }

    internal IReadOnlyList<(string Id, BulkReset Reset)> Resets { get; }

    internal IReadOnlyList<ShownFirmware> Firmware { get; }
}

/// <summary>A firmware in a list.</summary>
/// <param name="At">On the town's clock.</param>
public sealed record ShownFirmware(string Id, string Version, string Model, long Bytes, DateTimeOffset At)
{
    public string Title => Words.T["rollout.title", Version, Model];

    internal static IReadOnlyList<ShownFirmware> All(FleetView view, EntityHost host, TownTime town, int atMost) =>
        [.. view.Firmware(atMost).Select(id => Of(id, host.Read(Fleet.Firmware.Type, id), town))];

    private static ShownFirmware Of(string id, Firmware firmware, TownTime town) => new(
        id, firmware.Version, firmware.Model, firmware.ImageBytes, town.Local(firmware.At));
}
