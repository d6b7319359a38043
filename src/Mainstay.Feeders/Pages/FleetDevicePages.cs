using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Link;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET /fleet/devices?id= and /fleet/devices/{deviceId}; POST …/revoke and …/secret.</summary>
internal static class FleetDevicePages
{
    public const string Path = FleetPages.Path + "/devices";
    private const int Most = 50;

    public static string PathOf(string deviceId) => $"{Path}/{deviceId}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, FindAsync);
        pages.MapGet(Path + "/{deviceId}", (string deviceId, HttpContext context, FleetView view, EntityHost host, Presence presence, TownTime town) => ShowAsync(deviceId, null, context, view, host, presence, town));
        pages.MapPost(Path + "/{deviceId}/revoke", RevokeAsync);
        pages.MapPost(Path + "/{deviceId}/secret", RenewAsync);
    }

    /// <summary>One that is found is shown at once.</summary>
    private static async Task<IResult> FindAsync(string? id, HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var begins = (id ?? "").Trim();
        var found = begins.Length is 0 or > 64 ? [] : view.Devices(new DeviceFilter(Begins: begins), "", Most);
        if (found.Count == 1) return Page.SeeOther(context, PathOf(found[0].DeviceId));
        return Page.Of<FleetDevicesPage>(context, (nameof(FleetDevicesPage.Id), begins), (nameof(FleetDevicesPage.Found), new ShownDevices(found, "")));
    }

    private static async Task<IResult> ShowAsync(string deviceId, string? secret, HttpContext context, FleetView view, EntityHost host, Presence presence, TownTime town)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        if (!Topics.IsDeviceId(deviceId) || view.Device(deviceId) is not { } device) return Results.NotFound();
        var contact = presence.Of(deviceId) switch
        {
            { IsOnline: true } => Words.T["device.online"],
            { } last => Words.T["device.heard", Format.At(town.Local(last.LastHeardAt))],
            null => Words.T["device.silent"],
        };
        if (secret is not null) context.Response.Headers.CacheControl = "no-store";
        return Page.Of<FleetDevicePage>(context, (nameof(FleetDevicePage.Found), new ShownDevices([device], contact)), (nameof(FleetDevicePage.Secret), secret));
    }

    private static async Task<IResult> RevokeAsync(string deviceId, HttpContext context, FleetDesk desk)
    {
        if (!Topics.IsDeviceId(deviceId)) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var answer = await desk.RevokeAsync(deviceId, form.AsEntered());
        return answer.Refusal is null ? Page.SeeOther(context, PathOf(deviceId), Flash.Done(Words.T["device.revoke.done"])) : Results.NotFound();
    }

    /// <summary>The answer itself shows the secret: nothing that could be opened again does.</summary>
    private static async Task<IResult> RenewAsync(string deviceId, HttpContext context, FleetDesk desk, FleetView view, EntityHost host, Presence presence, TownTime town)
    {
        if (!Topics.IsDeviceId(deviceId)) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var (secret, answer) = await desk.RenewSecretAsync(deviceId, form.AsEntered());
        return answer.Refusal is null ? await ShowAsync(deviceId, secret, context, view, host, presence, town) : Results.NotFound();
    }
}

/// <summary>Devices on a maker's page.</summary>
public sealed class ShownDevices
{
    internal ShownDevices(IReadOnlyList<ListedDevice> devices, string contact) => (Devices, Contact) = (devices, contact);

    /// <summary>Of the only one: whether it is there, or when it was heard last.</summary>
    public string Contact { get; }

    internal IReadOnlyList<ListedDevice> Devices { get; }
}
