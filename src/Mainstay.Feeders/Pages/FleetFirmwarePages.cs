using Mainstay.Feeders.Api;
using Mainstay.Feeders.Fleet;
using Mainstay.FeederProtocol;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET and POST /fleet/firmware: manifest and image, as files.</summary>
internal static class FleetFirmwarePages
{
    public const string Path = FleetPages.Path + "/firmware";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context) => Ask(context, FormErrors.None));
        pages.MapPost(Path, UploadAsync).LongLasting().MaxBody(FirmwareEndpoints.LongestForm);
    }

    private static async Task<IResult> UploadAsync(HttpContext context, FleetDesk desk)
    {
        var form = await PageForm.ReadAsync(context);
        await using var image = form.File("image")?.OpenReadStream();
        var (wrong, item) = await desk.UploadAsync(await TextOf(form.File("manifest"), context.RequestAborted), image, form.AsEntered().Actor, context.RequestAborted);
        if (wrong is not null) return Ask(context, FormErrors.From(wrong));
        return Page.SeeOther(context, FleetPages.Path, Flash.Done(Words.T["firmware.done", item!.Version, item.Model]));
    }

    private static async Task<string?> TextOf(IFormFile? file, CancellationToken cancellation)
    {
        if (file is null) return null;
        if (file.Length > FirmwareManifest.Longest) return "too long";
        using var reader = new StreamReader(file.OpenReadStream());
        return (await reader.ReadToEndAsync(cancellation)).Trim();
    }

    private static PageResult Ask(HttpContext context, FormErrors errors) =>
        Page.Of<FleetFirmwarePage>(context, (nameof(FleetFirmwarePage.Errors), errors)).WithStatus(errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
