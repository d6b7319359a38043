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
    private const long LongestForm = FirmwareManifest.LargestImage + (1024 * 1024);

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

    private static async Task<IResult> UploadAsync(HttpContext context, EntityHost host, FirmwareStore store)
    {
        if (!context.Request.HasFormContentType) return Problems.Malformed("A form with the files manifest and image was expected.");
        var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = LongestForm, ValueLengthLimit = FirmwareManifest.Longest }, context.RequestAborted);
        var manifest = await ManifestOf(form, context.RequestAborted);
        if (manifest is null) return Refused("manifest-missing", "manifest");
        if (FirmwareManifest.ReadUnverified(manifest) is not { } said) return Refused("manifest-invalid", "manifest");
        if (form.Files.GetFile("image") is not { } image) return Refused("image-missing", "image");
        await using var stream = image.OpenReadStream();
        if (await store.KeepAsync(stream, context.RequestAborted) is not { } kept) return Problems.Of(413, ProblemCodes.TooLarge);
        if (kept.Sha256 != said.Sha256 || kept.Size != said.Size) return Refused("hash-mismatch", "image");
        var id = FirmwareStore.IdOf(manifest);
        var upload = new FirmwareCommand.Upload(System.Text.Encoding.ASCII.GetBytes(manifest), kept.Sha256, kept.Size, said.Version);
        await host.SendAsync(Firmware.Type, id, upload, Request.By(SignedIn.From(context)!.AccountId));
        return Answers.Json(new FirmwareItem(id, said.Model, said.Version, kept.Sha256, kept.Size), FeedersJson.Default.FirmwareItem, StatusCodes.Status201Created);
    }

    /// <summary>As a file or as a field.</summary>
    private static async Task<string?> ManifestOf(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files.GetFile("manifest") is not { } file) return form["manifest"] is [{ Length: > 0 } field] ? field.Trim() : null;
        if (file.Length > FirmwareManifest.Longest) return "";
        using var reader = new StreamReader(file.OpenReadStream());
        return (await reader.ReadToEndAsync(cancellation)).Trim();
    }

    private static IResult Fetch(string firmwareId, EntityHost host, FirmwareStore store) =>
        firmwareId.Length <= 64 && host.Read(Firmware.Type, firmwareId) is { Exists: true } firmware && store.PathOf(firmware.ImageHash) is { } path
            ? Results.File(path, "application/gzip", enableRangeProcessing: true)
            : Problems.NotFound();

    private static IResult Refused(string code, string field) => Problems.From(Refusal.Of(code, field), StatusCodes.Status422UnprocessableEntity);
}
