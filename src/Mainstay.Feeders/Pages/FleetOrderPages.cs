using System.Text;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET and POST /fleet/order: devices, and the table with their secrets, which is downloaded once. Sending the same page again gives the same table, so that a download that broke off is no loss.</summary>
internal static class FleetOrderPages
{
    public const string Path = FleetPages.Path + "/order";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, string? model) => Ask(context, FormValues.Of(("model", model ?? ""), ("count", "10"))));
        pages.MapPost(Path, OrderAsync);
    }

    private static async Task<IResult> OrderAsync(HttpContext context, FleetDesk desk)
    {
        var form = await PageForm.ReadAsync(context);
        var (given, request) = (FormValues.Read(form, "model", "count"), form.AsEntered());
        var (wrong, answer) = await desk.OrderAsync(new DeviceOrder(given["model"], given.Number("count")), request);
        if ((wrong ?? answer.Refusal) is { } refusal) return Ask(context, given with { Errors = FormErrors.From(refusal) });
        var table = await desk.TableAsync(request.Id.ToString(), answer.State, request.Actor);
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(Encoding.UTF8.GetBytes(table), "text/csv; charset=utf-8", $"{given["model"].Replace(' ', '-')}-{given["count"]}.csv");
    }

    private static PageResult Ask(HttpContext context, FormValues given) =>
        Page.Of<FleetOrderPage>(context, (nameof(FleetOrderPage.Given), given)).WithStatus(given.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
