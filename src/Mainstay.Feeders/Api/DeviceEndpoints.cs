using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>
/// update: queued, in-progress, succeeded, failed or cancelled. code: Why it failed. reset: queued, in-progress, succeeded, failed, cancelled or expired. resetCode: Why it was not done.
/// </summary>
internal sealed record DeviceItem(
    string DeviceId, string Model, string? Firmware, bool Enrolled, bool Claimed, bool Revoked, string? RolloutId, string? Update, string? Code, string? ResetId, string? Reset, string? ResetCode)
{
    public static DeviceItem Of(ListedDevice device) => new(
        device.DeviceId, device.Model, device.Firmware, device.IsEnrolled, device.IsClaimed, device.IsRevoked, device.Update?.Id, device.Update is { } update ? WordOf(update.State) : null, device.Update?.Code,
        device.Reset?.Id, device.Reset is { } reset ? WordOf(reset.State) : null, device.Reset?.Code);

    internal static string WordOf(UpdateState state) => state switch
    {
        UpdateState.InProgress => "in-progress",
        UpdateState.Succeeded => "succeeded",
        UpdateState.Failed => "failed",
        UpdateState.Cancelled => "cancelled",
        _ => "queued",
    };

    internal static string WordOf(ResetState state) => state switch
    {
        ResetState.InProgress => "in-progress",
        ResetState.Succeeded => "succeeded",
        ResetState.Failed => "failed",
        ResetState.Cancelled => "cancelled",
        ResetState.Expired => "expired",
        _ => "queued",
    };
}

/// <summary>enrolmentSecret: What the device connects with the next time. It is shown here and nowhere else; the same request again gives the same.</summary>
internal sealed record SecretItem(string DeviceId, string EnrolmentSecret);

/// <summary>firmware: What runs on them; null where they have not said. failed: Whose last update failed.</summary>
internal sealed record FirmwareFigureItem(string Model, string? Firmware, long Devices, long Enrolled, long Claimed, long Failed);

/// <summary>GET /api/v1/feeders/fleet/devices, …/fleet/devices/{deviceId}, …/fleet/figures; POST …/fleet/devices/{deviceId}/revoke and …/secret.</summary>
internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/fleet/devices", ListAsync).WithSummary("Lists devices, of a model, of a roll-out or of a bulk reset")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<DeviceItem>>().TakesPaging();
        api.MapGet("/fleet/devices/{deviceId}", ShowAsync).WithSummary("Shows a device as its maker knows it; nothing of who has it")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<DeviceItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/fleet/figures", FiguresAsync).WithSummary("Counts what runs on which models")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<FirmwareFigureItem>>().TakesPaging();
        api.MapPost("/fleet/devices/{deviceId}/revoke", RevokeAsync).WithSummary("Trusts a device no more: it cannot connect")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces(204).MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/fleet/devices/{deviceId}/secret", RenewAsync).WithSummary("Gives a device a new enrolment secret; its key is forgotten, and it may connect again")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<SecretItem>(201).MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> ListAsync(string? model, string? rollout, string? reset, HttpContext context, FleetView view, EntityHost host)
    {
        var paging = Paging.From(context);
        await view.CatchUpAsync(host, context.RequestAborted);
        var found = view.Devices(new DeviceFilter(model, rollout, reset), paging.After?.Text() ?? "", paging.Limit + 1);
        return Answers.Json(ListOf.Part(found, paging.Limit, device => Cursor.Of(device.DeviceId)).As(DeviceItem.Of), FeedersJson.Default.ListOfDeviceItem);
    }

    private static async Task<IResult> ShowAsync(string deviceId, HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        return Topics.IsDeviceId(deviceId) && view.Device(deviceId) is { } device ? Answers.Json(DeviceItem.Of(device), FeedersJson.Default.DeviceItem) : Problems.NotFound();
    }

    private static async Task<IResult> FiguresAsync(HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var figures = view.Figures().Select(figure => new FirmwareFigureItem(figure.Model, figure.Firmware, figure.Devices, figure.Enrolled, figure.Claimed, figure.Failed));
        return Answers.Json(ListOf.OfShort([.. figures], Paging.From(context), figure => $"{figure.Model} {figure.Firmware}"), FeedersJson.Default.ListOfFirmwareFigureItem);
    }

    private static async Task<IResult> RevokeAsync(string deviceId, HttpContext context, FleetDesk desk)
    {
        if (!Topics.IsDeviceId(deviceId)) return Problems.NotFound();
        return IdempotentPost.Result(context, await desk.RevokeAsync(deviceId, IdempotentPost.RequestOf(context)), _ => Results.NoContent(), _ => StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> RenewAsync(string deviceId, HttpContext context, FleetDesk desk)
    {
        if (!Topics.IsDeviceId(deviceId)) return Problems.NotFound();
        var (secret, answer) = await desk.RenewSecretAsync(deviceId, IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(
            context, answer, _ => Answers.Json(new SecretItem(deviceId, secret), FeedersJson.Default.SecretItem, StatusCodes.Status201Created), _ => StatusCodes.Status404NotFound);
    }
}
