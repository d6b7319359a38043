using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>
/// model or deviceIds: All devices of a model, or up to 1,000 by id. keepSchedule: true (as when left out) takes away what was set at the feeder; false also its plan and its ledger, and is refused where
/// somebody has the feeder. waves: Percent of the devices that have it at the end of each wave, rising to at most 100; one wave when left out. stopAtFailurePercent: 1 to 100, 20 when left out. expiresAt: No
/// device begins after this; at most 30 days ahead, a week when left out.
/// </summary>
internal sealed record ResetRequest(
    string? Model = null, IReadOnlyList<string?>? DeviceIds = null, bool? KeepSchedule = null, IReadOnlyList<int>? Waves = null, int? StopAtFailurePercent = null, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// state: running, stopped or finished. model: null when single devices are meant. wave: From 1. assigned: Devices that have their part so far; those that are neither succeeded nor failed wait, were called back or
/// were not heard in time. because: failures or asked, when it was stopped.
/// </summary>
internal sealed record ResetItem(
    string ResetId, string State, string? Model, bool KeepSchedule, IReadOnlyList<int> Waves, int StopAtFailurePercent, DateTimeOffset ExpiresAt, int Wave, int Assigned, int Succeeded, int Failed, string? Because,
    DateTimeOffset At);

/// <summary>POST and GET /api/v1/feeders/fleet/resets, …/{resetId}, …/{resetId}/stop.</summary>
internal static class ResetEndpoints
{
    private const int Shown = 100;
    private const string TheirsToDelete = "Somebody has one of these devices: its schedule and its meals are theirs to delete. Nothing was begun. Keep the schedule, or list devices that nobody has.";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/fleet/resets", BeginAsync).WithSummary("Resets a model's devices, or a list of them, each once and never within a quarter of an hour of a meal")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<ResetItem>(201)
            .MayRefuse(409, "feeder-claimed")
            .MayRefuse(422, "devices-invalid", "device-unknown", "model-unknown", "waves-invalid", "percent-invalid", "expires-invalid");
        api.MapGet("/fleet/resets", ListAsync).WithSummary("Lists the newest hundred bulk resets")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<ResetItem>>().TakesPaging();
        api.MapGet("/fleet/resets/{resetId}", Show).WithSummary("Shows how far a bulk reset is")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ResetItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/fleet/resets/{resetId}/stop", StopAsync).WithSummary("Stops a bulk reset; devices that have not been told are not told")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<ResetItem>().MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> BeginAsync(ResetRequest asked, HttpContext context, FleetDesk desk)
    {
        var request = IdempotentPost.RequestOf(context);
        var (wrong, answer) = await desk.ResetAsync(asked, request, context.RequestAborted);
        if (wrong is { Code: "feeder-claimed" }) return Problems.Of(StatusCodes.Status409Conflict, wrong.Code, TheirsToDelete, [new FieldError(wrong.Field!, wrong.Code)]);
        if (wrong is not null) return Problems.From(wrong, StatusCodes.Status422UnprocessableEntity);
        return IdempotentPost.Result(context, answer, done => Answers.Json(Of(request.Id.ToString(), done.State), FeedersJson.Default.ResetItem, StatusCodes.Status201Created));
    }

    private static async Task<IResult> ListAsync(HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        return Answers.Json(ListOf.OfShort([.. view.Resets(Shown).Select(id => Of(id, host.Read(BulkReset.Type, id)))], Paging.From(context), reset => reset.ResetId), FeedersJson.Default.ListOfResetItem);
    }

    private static IResult Show(string resetId, EntityHost host) =>
        resetId.Length <= 64 && host.Read(BulkReset.Type, resetId) is { State: not RolloutState.None } reset ? Answers.Json(Of(resetId, reset), FeedersJson.Default.ResetItem) : Problems.NotFound();

    private static async Task<IResult> StopAsync(string resetId, HttpContext context, EntityHost host)
    {
        if (resetId.Length > 64) return Problems.NotFound();
        var answer = await host.SendAsync(BulkReset.Type, resetId, new BulkResetCommand.Stop(), IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(context, answer, done => Answers.Json(Of(resetId, done.State), FeedersJson.Default.ResetItem), _ => StatusCodes.Status404NotFound);
    }

    private static ResetItem Of(string id, BulkReset reset) => new(
        id, RolloutEndpoints.WordOf(reset.State), reset.Model, reset.KeepsSchedule, reset.Waves, reset.StopAtFailurePercent, reset.ExpiresAt, reset.Wave + 1, reset.Assigned, reset.Succeeded, reset.Failed, reset.Because,
        reset.BegunAt);
}
