using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>What a roll-out would do.</summary>
/// <param name="Devices">How many have it at the end.</param>
/// <param name="First">How many are in the first wave; at least one.</param>
public sealed record RolloutPlan(string Version, string Model, long Devices, int Waves, long First, int StopAtPercent);

/// <summary>GET and POST /fleet/rollouts/new (checks), POST /fleet/rollouts (begins); GET /fleet/rollouts/{id} and …/live, POST …/stop and …/resume.</summary>
internal static class FleetRolloutPages
{
    public const string Path = FleetPages.Path + "/rollouts";
    public const string NewPath = Path + "/new";
    private const int ShownFirmwares = 50;
    private static readonly string[] s_fields = ["firmware", "waves", "stopAtFailurePercent"];

    public static string PathOf(string rolloutId) => $"{Path}/{rolloutId}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(NewPath, AskAsync);
        pages.MapPost(NewPath, CheckAsync);
        pages.MapPost(Path, BeginAsync);
        FleetJobs.Map(pages, Path, JobOf, (id, context, host) => MoveAsync(id, new RolloutCommand.Stop(), "job.stop.done", context, host));
        pages.MapPost(Path + "/{id}/resume", (string id, HttpContext context, EntityHost host) => MoveAsync(id, new RolloutCommand.Resume(), "job.resume.done", context, host));
    }

    private static async Task<IResult> AskAsync(HttpContext context, FleetView view, EntityHost host, TownTime town)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        return Ask(context, FormValues.Of(("waves", "1, 10, 50, 100"), ("stopAtFailurePercent", "10")), null, ShownFirmware.All(view, host, town, ShownFirmwares));
    }

    private static async Task<IResult> CheckAsync(HttpContext context, FleetView view, EntityHost host, TownTime town)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var (given, firmware) = (FormValues.Read(await PageForm.ReadAsync(context), s_fields), ShownFirmware.All(view, host, town, ShownFirmwares));
        if (firmware.FirstOrDefault(one => one.Id == given["firmware"]) is not { } chosen) return Ask(context, Wrong(given, Refusal.Of("firmware-unknown", "firmware")), null, firmware);
        if (given.Numbers("waves") is not { } waves || !WaveRules.AreWaves(waves)) return Ask(context, Wrong(given, Refusal.Of("waves-invalid", "waves")), null, firmware);
        if (given.Number("stopAtFailurePercent") is not (>= 1 and <= 100 and var stopAt)) return Ask(context, Wrong(given, Refusal.Of("percent-invalid", "stopAtFailurePercent")), null, firmware);
        var devices = view.CountOf(chosen.Model).Devices;
        if (devices == 0) return Ask(context, given with { Errors = new FormErrors([("firmware", Words.T["rollout.nodevices", chosen.Model])]) }, null, firmware);
        return Ask(context, given, new RolloutPlan(chosen.Version, chosen.Model, WaveRules.Share(devices, waves[^1]), waves.Count, WaveRules.Share(devices, waves[0]), stopAt), firmware);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, FleetDesk desk, FleetView view, EntityHost host, TownTime town)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var form = await PageForm.ReadAsync(context);
        var (given, request, firmware) = (FormValues.Read(form, s_fields), form.AsEntered(), ShownFirmware.All(view, host, town, ShownFirmwares));
        var asked = new RolloutRequest(given["firmware"], firmware.FirstOrDefault(one => one.Id == given["firmware"])?.Model, given.Numbers("waves"), given.Number("stopAtFailurePercent"));
        var (wrong, answer) = await desk.RollOutAsync(asked, $"{context.Request.Scheme}://{context.Request.Host}", request, context.RequestAborted);
        if ((wrong ?? answer.Refusal) is { } refusal) return Ask(context, Wrong(given, refusal), null, firmware);
        return Page.SeeOther(context, PathOf(request.Id.ToString()), Flash.Done(Words.T["rollout.begun"]));
    }

    private static ShownJob? JobOf(string id, FleetView view, EntityHost host, TownTime town)
    {
        var rollout = host.Read(Rollout.Type, id);
        if (rollout.State == RolloutState.None) return null;
        var failed = view.Devices(new DeviceFilter(Rollout: id, Update: Devices.UpdateState.Failed), "", ShownJob.MostFailures).Select(device => new ShownFailure(device.DeviceId, device.Update?.Code));
        return new ShownJob
        {
            Path = PathOf(id), Title = Words.T["rollout.title", host.Read(Firmware.Type, rollout.FirmwareId).Version, rollout.Model], State = rollout.State, Because = rollout.Because, Waves = rollout.Waves, Wave = rollout.Wave,
            BegunAt = town.Local(rollout.BegunAt), Counts = view.UpdateCounts(id, rollout.Limits), Failures = [.. failed], CanResume = rollout.State == RolloutState.Stopped,
        };
    }

    private static async Task<IResult> MoveAsync(string id, RolloutCommand command, string done, HttpContext context, EntityHost host)
    {
        if (id.Length > 64 || host.Read(Rollout.Type, id).State == RolloutState.None) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var answer = await host.SendAsync(Rollout.Type, id, command, form.AsEntered());
        return Page.SeeOther(context, PathOf(id), answer.Refusal is { } refusal ? Flash.NotDone(Words.T["refused." + refusal.Code]) : Flash.Done(Words.T[done]));
    }

    private static FormValues Wrong(FormValues given, Refusal refusal) => given with { Errors = FormErrors.From(refusal) };

    private static PageResult Ask(HttpContext context, FormValues given, RolloutPlan? plan, IReadOnlyList<ShownFirmware> firmware) =>
        Page.Of<FleetRolloutPage>(context, (nameof(FleetRolloutPage.Given), given), (nameof(FleetRolloutPage.Firmware), firmware), (nameof(FleetRolloutPage.Plan), plan))
            .WithStatus(given.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
