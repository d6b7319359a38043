using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Link;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>firmware: Its id. waves: Percent of the model's devices that have it at the end of each wave, rising to at most 100. stopAtFailurePercent: 1 to 100.</summary>
internal sealed record RolloutRequest(string? Firmware = null, string? Model = null, IReadOnlyList<int>? Waves = null, int? StopAtFailurePercent = null);

/// <summary>state: running, stopped or finished. wave: From 1. because: failures or asked, when it was stopped.</summary>
internal sealed record RolloutItem(
    string RolloutId, string State, string Firmware, string Version, string Model, IReadOnlyList<int> Waves, int StopAtFailurePercent, int Wave, int Assigned, int Succeeded, int Failed, string? Because, DateTimeOffset At);

/// <summary>update: queued, in-progress, succeeded, failed or cancelled. code: Why it failed.</summary>
internal sealed record DeviceItem(string DeviceId, string Model, string? Firmware, bool Enrolled, bool Claimed, bool Revoked, string? RolloutId, string? Update, string? Code);

/// <summary>firmware: What runs on them; null where they have not said. failed: Whose last update failed.</summary>
internal sealed record FirmwareFigureItem(string Model, string? Firmware, long Devices, long Enrolled, long Claimed, long Failed);

/// <summary>POST and GET /api/v1/feeders/fleet/rollouts, …/{rolloutId}, …/{rolloutId}/stop; GET …/fleet/devices, …/fleet/figures; POST …/fleet/devices/{deviceId}/revoke.</summary>
internal static class RolloutEndpoints
{
    private const int MostWaves = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/fleet/rollouts", BeginAsync).WithSummary("Rolls a firmware out in waves")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<RolloutItem>(201)
            .MayRefuse(422, "firmware-unknown", "model-invalid", "waves-invalid", "percent-invalid");
        api.MapGet("/fleet/rollouts/{rolloutId}", Show).WithSummary("Shows how far a roll-out is")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<RolloutItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/fleet/rollouts/{rolloutId}/stop", StopAsync).WithSummary("Stops a roll-out; devices that have not begun are called back")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<RolloutItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/fleet/devices", ListAsync).WithSummary("Lists devices, of a model or of a roll-out")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<DeviceItem>>().TakesPaging();
        api.MapGet("/fleet/figures", FiguresAsync).WithSummary("Counts what runs on which models")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<FirmwareFigureItem>>();
        api.MapPost("/fleet/devices/{deviceId}/revoke", RevokeAsync).WithSummary("Trusts a device no more: it cannot connect")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces(204).MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> BeginAsync(RolloutRequest asked, HttpContext context, EntityHost host)
    {
        if (asked.Firmware is not { Length: > 0 and <= 64 } firmware || !host.Read(Firmware.Type, firmware).Exists) return Refused("firmware-unknown", "firmware");
        if (asked.Model is not { Length: >= 1 and <= 64 } model) return Refused("model-invalid", "model");
        if (asked.Waves is not { Count: >= 1 and <= MostWaves } waves || waves[0] < 1 || waves[^1] > 100 || waves.Zip(waves.Skip(1)).Any(pair => pair.First >= pair.Second)) return Refused("waves-invalid", "waves");
        if (asked.StopAtFailurePercent is not (>= 1 and <= 100 and var stopAt)) return Refused("percent-invalid", "stopAtFailurePercent");
        var request = IdempotentPost.RequestOf(context);
        var url = $"{context.Request.Scheme}://{context.Request.Host}/api/v1/feeders/fleet/firmware/{firmware}/image";
        var rolloutId = request.Id.ToString();
        var answer = await host.SendAsync(Rollout.Type, rolloutId, new RolloutCommand.Begin(firmware, model, [.. waves], stopAt, url), request);
        return IdempotentPost.Result(context, answer, done => Answers.Json(Of(rolloutId, done.State, host), FeedersJson.Default.RolloutItem, StatusCodes.Status201Created));
    }

    private static IResult Show(string rolloutId, EntityHost host) =>
        rolloutId.Length <= 64 && host.Read(Rollout.Type, rolloutId) is { State: not RolloutState.None } rollout ? Answers.Json(Of(rolloutId, rollout, host), FeedersJson.Default.RolloutItem) : Problems.NotFound();

    private static async Task<IResult> StopAsync(string rolloutId, HttpContext context, EntityHost host)
    {
        if (rolloutId.Length > 64) return Problems.NotFound();
        var answer = await host.SendAsync(Rollout.Type, rolloutId, new RolloutCommand.Stop(), IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(context, answer, done => Answers.Json(Of(rolloutId, done.State, host), FeedersJson.Default.RolloutItem), _ => StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(string? model, string? rollout, HttpContext context, FleetView view, EntityHost host)
    {
        var paging = Paging.From(context);
        await view.CatchUpAsync(host, context.RequestAborted);
        var devices = ListOf.Part(view.Devices(model, rollout, paging.After?.Text() ?? "", paging.Limit + 1), paging.Limit, device => Cursor.Of(device.DeviceId));
        return Answers.Json(devices.As(Of), FeedersJson.Default.ListOfDeviceItem);
    }

    private static async Task<IResult> FiguresAsync(HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var figures = view.Figures().Select(figure => new FirmwareFigureItem(figure.Model, figure.Firmware, figure.Devices, figure.Enrolled, figure.Claimed, figure.Failed));
        return Answers.Json(new ListOf<FirmwareFigureItem>([.. figures], null), FeedersJson.Default.ListOfFirmwareFigureItem);
    }

    private static async Task<IResult> RevokeAsync(string deviceId, HttpContext context, EntityHost host, DeviceOutbox outbox)
    {
        if (!FeederProtocol.Topics.IsDeviceId(deviceId)) return Problems.NotFound();
        var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.Revoke(), IdempotentPost.RequestOf(context));
        if (answer.Ok) outbox.PutOut(deviceId);
        return IdempotentPost.Result(context, answer, _ => Results.NoContent(), _ => StatusCodes.Status404NotFound);
    }

    private static RolloutItem Of(string id, Rollout rollout, EntityHost host) => new(
        id, WordOf(rollout.State), rollout.FirmwareId, host.Read(Firmware.Type, rollout.FirmwareId).Version, rollout.Model, rollout.Waves, rollout.StopAtFailurePercent, rollout.Wave + 1, rollout.Assigned,
        rollout.Succeeded, rollout.Failed, rollout.Because, rollout.BegunAt);

    private static DeviceItem Of(ListedDevice device) =>
        new(device.DeviceId, device.Model, device.Firmware, device.IsEnrolled, device.IsClaimed, device.IsRevoked, device.RolloutId, device.Update is { } update ? WordOf(update) : null, device.Code);

    private static string WordOf(RolloutState state) => state switch
    {
        RolloutState.Stopped => "stopped",
        RolloutState.Finished => "finished",
        _ => "running",
    };

    private static string WordOf(UpdateState state) => state switch
    {
        UpdateState.InProgress => "in-progress",
        UpdateState.Succeeded => "succeeded",
        UpdateState.Failed => "failed",
        UpdateState.Cancelled => "cancelled",
        _ => "queued",
    };

    private static IResult Refused(string code, string field) => Problems.From(Refusal.Of(code, field), StatusCodes.Status422UnprocessableEntity);
}
