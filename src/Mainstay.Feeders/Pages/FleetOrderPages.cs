using System.Text;
using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>
/// GET and POST /fleet/order: devices, and their codes once: as a table with their secrets, which is downloaded, or as labels to print. Sending the same entries of a page again gives the same devices, so that a download that broke off is no loss,
/// and there are labels for what is in the table.
/// </summary>
internal static class FleetOrderPages
{
    public const string Path = FleetPages.Path + "/order";

    /// <summary>How the codes are to be shown. It is the page's own, hence its underscore: what is ordered is the same either way.</summary>
    public const string AsField = "_as";

    public const string AsLabels = "labels";

    /// <summary>A page of more would be too much for a browser to print.</summary>
    public const int MostLabels = 500;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, string? model) => Ask(context, FormValues.Of(("model", model ?? ""), ("count", "10"))));
        pages.MapPost(Path, OrderAsync);
    }

    private static async Task<IResult> OrderAsync(HttpContext context, FleetDesk desk)
    {
        var form = await PageForm.ReadAsync(context);
        var (given, request, asLabels) = (FormValues.Read(form, "model", "count"), form.AsEntered(), form.Text(AsField) == AsLabels);
        if (asLabels && given.Number("count") > MostLabels) return Ask(context, given with { Errors = FormErrors.From(Refusal.Of("labels-too-many", "count")) });
        var (wrong, answer) = await desk.OrderAsync(new DeviceOrder(given["model"], given.Number("count")), request);
        if ((wrong ?? answer.Refusal) is { } refusal) return Ask(context, given with { Errors = FormErrors.From(refusal) });
        context.Response.Headers.CacheControl = "no-store";
        var (batch, order) = (request.Id.ToString(), answer.State);
        if (asLabels) return Labels(context, order.Model, await desk.MakeAsync(batch, order, request.Actor));
        return Results.File(Encoding.UTF8.GetBytes(await desk.TableAsync(batch, order, request.Actor)), "text/csv; charset=utf-8", $"{given["model"].Replace(' ', '-')}-{given["count"]}.csv");
    }

    /// <summary>The answer itself shows the codes: nothing that could be opened again does.</summary>
    private static PageResult Labels(HttpContext context, string model, IReadOnlyList<(ClaimCode Claim, string EnrolmentSecret)> made) =>
        Page.Of<FleetLabelsPage>(context, (nameof(FleetLabelsPage.Labels), new ShownLabels(model, [.. made.Select(device => device.Claim)])));

    private static PageResult Ask(HttpContext context, FormValues given) =>
        Page.Of<FleetOrderPage>(context, (nameof(FleetOrderPage.Given), given)).WithStatus(given.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}

/// <summary>Codes of devices that were ordered just now.</summary>
public sealed class ShownLabels
{
    internal ShownLabels(string model, IReadOnlyList<ClaimCode> codes) => (Model, Codes) = (model, codes);

    public string Model { get; }

    internal IReadOnlyList<ClaimCode> Codes { get; }
}
