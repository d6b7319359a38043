using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET and POST /fleet/resets/new (checks), POST /fleet/resets (begins); GET /fleet/resets/{id} and …/live, POST …/stop.</summary>
internal static class FleetResetPages
{
    public const string Path = FleetPages.Path + "/resets";
    public const string NewPath = Path + "/new";
    private static readonly string[] s_fields = ["model", "deviceIds", "what", "waves", "stopAtFailurePercent", "days"];

    public static string PathOf(string resetId) => $"{Path}/{resetId}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(NewPath, AskAsync);
        pages.MapPost(NewPath, CheckAsync);
        pages.MapPost(Path, BeginAsync);
        FleetJobs.Map(pages, Path, JobOf, StopAsync);
    }

    private static async Task<IResult> AskAsync(HttpContext context, string? device, FleetView view, EntityHost host)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        return Ask(context, FormValues.Of(("deviceIds", device ?? ""), ("what", "settings"), ("waves", device is null ? "10, 50, 100" : "100"), ("stopAtFailurePercent", "20"), ("days", "7")), null, view);
    }

    private static async Task<IResult> CheckAsync(HttpContext context, FleetDesk desk, FleetView view, EntityHost host, TimeProvider clock)
    {
        await view.CatchUpAsync(host, context.RequestAborted);
        var given = FormValues.Read(await PageForm.ReadAsync(context), s_fields);
        var asked = Read(given, clock);
        if (desk.Check(asked) is { } refusal) return Ask(context, Wrong(given, refusal), null, view);
        var which = asked.Model is { } model ? $"{model} ({Words.T.Count("job.devices", view.CountOf(model).Devices)})" : Words.T.Count("fleet.reset.listed", asked.DeviceIds!.Distinct(StringComparer.Ordinal).Count());
        return Ask(context, given, which, view);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, FleetDesk desk, FleetView view, TimeProvider clock)
    {
        var form = await PageForm.ReadAsync(context);
        var (given, request) = (FormValues.Read(form, s_fields), form.AsEntered());
        var (wrong, answer) = await desk.ResetAsync(Read(given, clock), request, context.RequestAborted);
        if ((wrong ?? answer.Refusal) is { } refusal) return Ask(context, Wrong(given, refusal), null, view);
        return Page.SeeOther(context, PathOf(request.Id.ToString()), Flash.Done(Words.T["reset.begun"]));
    }

    private static async Task<IResult> StopAsync(string id, HttpContext context, EntityHost host)
    {
        if (id.Length > 64 || host.Read(BulkReset.Type, id).State == RolloutState.None) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        await host.SendAsync(BulkReset.Type, id, new BulkResetCommand.Stop(), form.AsEntered());
        return Page.SeeOther(context, PathOf(id), Flash.Done(Words.T["job.stop.done"]));
    }

    private static ShownJob? JobOf(string id, FleetView view, EntityHost host, TownTime town)
    {
        var reset = host.Read(BulkReset.Type, id);
        if (reset.State == RolloutState.None) return null;
        var failed = view.Devices(new DeviceFilter(Reset: id, ResetIs: Devices.ResetState.Failed), "", ShownJob.MostFailures).Select(device => new ShownFailure(device.DeviceId, device.Reset?.Code));
        return new ShownJob
        {
            Path = PathOf(id), Title = Words.T["reset.title", ShownJob.TitleOf(reset)], State = reset.State, Because = reset.Because, Waves = reset.Waves, Wave = reset.Wave, BegunAt = town.Local(reset.BegunAt),
            Counts = view.ResetCounts(id, reset.Limits), Failures = [.. failed], Note = Words.T["reset.until", Format.At(town.Local(reset.ExpiresAt))],
        };
    }

    /// <summary>A number of days that is none makes a moment that is refused.</summary>
    private static ResetRequest Read(FormValues given, TimeProvider clock)
    {
        var ids = given["deviceIds"].Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var days = Math.Clamp(given.Number("days"), 0, 1_000);
        return new ResetRequest(
            given["model"] is { Length: > 0 } model ? model : null, ids.Length > 0 ? ids : null, given["what"] != "everything", given.Numbers("waves") ?? [], given.Number("stopAtFailurePercent"), clock.GetUtcNow().AddDays(days));
    }

    private static FormValues Wrong(FormValues given, Refusal refusal) =>
        given with { Errors = FormErrors.From(refusal.Field?.StartsWith("deviceIds", StringComparison.Ordinal) == true ? refusal with { Field = "deviceIds" } : refusal) };

    private static PageResult Ask(HttpContext context, FormValues given, string? which, FleetView view) =>
        Page.Of<FleetResetPage>(
                context, (nameof(FleetResetPage.Given), given), (nameof(FleetResetPage.Models), (IReadOnlyList<string>)[.. view.Figures().Select(figure => figure.Model).Distinct(StringComparer.Ordinal)]),
                (nameof(FleetResetPage.Which), which))
            .WithStatus(given.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
