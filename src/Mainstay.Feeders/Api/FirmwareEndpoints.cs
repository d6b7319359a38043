using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

internal sealed record FirmwareItem(string FirmwareId, string Model, string Version, string Sha256, long Bytes);

/// <summary>
/// POST /api/v1/feeders/fleet/firmware: a form of two files, manifest and image. It needs no Idempotency-Key: a firmware is named by its manifest, and the same again is the same one.
/// GET …/fleet/firmware/{firmwareId}/image: for devices, which check what they get against the signed manifest.
/// </summary>
internal static class FirmwareEndpoints
{
    internal const long LongestForm = FirmwareManifest.LargestImage + (1024 * 1024);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/fleet/firmware", UploadAsync)
            .WithSummary("Takes a firmware in: the signed manifest and the image, as a form of two files")
            .RequireRole(Roles.Manager).Class(AdmissionClass.Background).LongLasting().MaxBody(LongestForm)
            .Produces<FirmwareItem>(201)
            .MayRefuse(413, ProblemCodes.TooLarge)
            .MayRefuse(422, "manifest-missing", "manifest-invalid", "image-missing", "hash-mismatch");
        api.MapGet("/fleet/firmware/{firmwareId}/image", Fetch)
            .WithSummary("Fetches the image of a firmware; devices check it against the signed manifest")
            .Class(AdmissionClass.Background).Produces<string>(200, "application/gzip")
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> UploadAsync(HttpContext context, FleetDesk desk)
    {
        if (!context.Request.HasFormContentType) return Problems.Malformed("A form with the files manifest and image was expected.");
        var form = await WholeForm.ReadAsync(context.Request, new FormOptions { MultipartBodyLengthLimit = LongestForm, ValueLengthLimit = FirmwareManifest.Longest });
        await using var image = form.Files.GetFile("image")?.OpenReadStream();
        var (wrong, item) = await desk.UploadAsync(await ManifestOf(form, context.RequestAborted), image, SignedIn.From(context)!.AccountId, context.RequestAborted);
        if (wrong is not null) return wrong.Code == ProblemCodes.TooLarge ? Problems.Of(StatusCodes.Status413PayloadTooLarge, ProblemCodes.TooLarge) : Problems.From(wrong, StatusCodes.Status422UnprocessableEntity);
        return Answers.Json(item!, FeedersJson.Default.FirmwareItem, StatusCodes.Status201Created);
    }

    /// <summary>As a file or as a field.</summary>
    internal static async Task<string?> ManifestOf(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files.GetFile("manifest") is not { } file) return form["manifest"] is [{ Length: > 0 } field] ? field.Trim() : null;
        if (file.Length > FirmwareManifest.Longest) return "too long";
        using var reader = new StreamReader(file.OpenReadStream());
        return (await reader.ReadToEndAsync(cancellation)).Trim();
    }

    private static IResult Fetch(string firmwareId, EntityHost host, FirmwareStore store) =>
        firmwareId.Length <= 64 && host.Read(Firmware.Type, firmwareId) is { Exists: true } firmware && store.PathOf(firmware.ImageHash) is { } path
            ? Results.File(path, "application/gzip", enableRangeProcessing: true)
            : Problems.NotFound();
}
