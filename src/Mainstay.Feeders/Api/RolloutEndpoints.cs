using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
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

/// <summary>POST and GET /api/v1/feeders/fleet/rollouts, …/{rolloutId}, …/{rolloutId}/stop and …/resume.</summary>
internal static class RolloutEndpoints
{
    private const int Shown = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/fleet/rollouts", BeginAsync).WithSummary("Rolls a firmware out in waves")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<RolloutItem>(201)
            .MayRefuse(422, "firmware-unknown", "model-invalid", "model-mismatch", "waves-invalid", "percent-invalid");
        api.MapGet("/fleet/rollouts", ListAsync).WithSummary("Lists the newest hundred roll-outs")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<RolloutItem>>().TakesPaging();
        api.MapGet("/fleet/rollouts/{rolloutId}", Show).WithSummary("Shows how far a roll-out is")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<RolloutItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/fleet/rollouts/{rolloutId}/stop", StopAsync).WithSummary("Stops a roll-out; devices that have not begun are called back")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<RolloutItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapPost("/fleet/rollouts/{rolloutId}/resume", ResumeAsync).WithSummary("Lets a stopped roll-out go on; failures until now stop it no more")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<RolloutItem>().MayRefuse(404, ProblemCodes.NotFound).MayRefuse(409, "finished");
    }

    private static async Task<IResult> BeginAsync(RolloutRequest asked, HttpContext context, FleetDesk desk, EntityHost host)
    {
        var request = IdempotentPost.RequestOf(context);
        var (wrong, answer) = await desk.RollOutAsync(asked, $"{context.Request.Scheme}://{context.Request.Host}", request, context.RequestAborted);
        if (wrong is not null) return Problems.From(wrong, StatusCodes.Status422UnprocessableEntity);
        return IdempotentPost.Result(context, answer, done => Answers.Json(Of(request.Id.ToString(), done.State, host), FeedersJson.Default.RolloutItem, StatusCodes.Status201Created));
    }

    private static async Task<IResult> ListAsync(HttpContext context, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        return Answers.Json(ListOf.OfShort([.. view.Rollouts(Shown).Select(id => Of(id, host.Read(Rollout.Type, id), host))], Paging.From(context), rollout => rollout.RolloutId), FeedersJson.Default.ListOfRolloutItem);
    }

    private static IResult Show(string rolloutId, EntityHost host) =>
        rolloutId.Length <= 64 && host.Read(Rollout.Type, rolloutId) is { State: not RolloutState.None } rollout ? Answers.Json(Of(rolloutId, rollout, host), FeedersJson.Default.RolloutItem) : Problems.NotFound();

    private static Task<IResult> StopAsync(string rolloutId, HttpContext context, EntityHost host) => MoveAsync(rolloutId, new RolloutCommand.Stop(), context, host);

    private static Task<IResult> ResumeAsync(string rolloutId, HttpContext context, EntityHost host) => MoveAsync(rolloutId, new RolloutCommand.Resume(), context, host);

    private static async Task<IResult> MoveAsync(string rolloutId, RolloutCommand command, HttpContext context, EntityHost host)
    {
        if (rolloutId.Length > 64) return Problems.NotFound();
        var answer = await host.SendAsync(Rollout.Type, rolloutId, command, IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(
            context, answer, done => Answers.Json(Of(rolloutId, done.State, host), FeedersJson.Default.RolloutItem),
            refused => refused.Code == ProblemCodes.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict);
    }

    private static RolloutItem Of(string id, Rollout rollout, EntityHost host) => new(
        id, WordOf(rollout.State), rollout.FirmwareId, host.Read(Firmware.Type, rollout.FirmwareId).Version, rollout.Model, rollout.Waves, rollout.StopAtFailurePercent, rollout.Wave + 1, rollout.Assigned,
        rollout.Succeeded, rollout.Failed, rollout.Because, rollout.BegunAt);

    internal static string WordOf(RolloutState state) => state switch
    {
        RolloutState.Stopped => "stopped",
        RolloutState.Finished => "finished",
        _ => "running",
    };
}
