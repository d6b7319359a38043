using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

internal sealed record FileAccepted(string FileId);

/// <summary>
/// POST /api/v1/cashback/{programme}/files?name=… with the CSV as body: an acquirer's file. It needs no Idempotency-Key: its name is used once for ever, and the same
/// bytes under the same name are the same file.
/// </summary>
internal static class PostFile
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/files", Receive)
        .WithSummary("Takes an acquirer’s file in")
        .RequireRole(Roles.Manager).Class(AdmissionClass.Background).LongLasting()
        .MaxBody(long.MaxValue)
        .Accepts<string>("text/csv")
        .Produces<FileAccepted>(202).Produces<FileAccepted>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "file-name-taken")
        .MayRefuse(413, ProblemCodes.TooLarge)
        .MayRefuse(422, "file-name-invalid", "sender-mismatch", "file-empty", "encoding-invalid", "checksum-mismatch", "hash-key-unknown");

    private static async Task<IResult> Receive(string programme, string? name, HttpContext context, ProgrammeCatalogue programmes, FileDesk desk)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        if (!AcquirerFileName.TryParse(name, out var fileName)) return Of(new FileFault("file-name-invalid"));
        var taken = await desk.TakeAsync(found, fileName, context.Request.BodyReader, SignedIn.From(context)!.AccountId, context.RequestAborted);
        if (taken.Fault is { } fault) return Of(fault);
        return Results.Json(
            new FileAccepted(taken.FileId!), CashbackJson.Default.FileAccepted,
            statusCode: taken.IsNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private static IResult Of(FileFault fault) => fault.Code switch
    {
        "file-name-taken" => Problems.Of(409, fault.Code, "Another file came under this name before. A name is used once for ever; nothing was taken."),
        "file-too-large" => Problems.Of(413, ProblemCodes.TooLarge, "Nothing was taken. Divide the file."),
        ProblemCodes.Busy => Problems.Of(503, ProblemCodes.Busy, "Nothing was taken. Send the file again."),
        "checksum-mismatch" => Refused(fault, "The checksum at the end is missing or another one: the file was changed or cut off on its way. Nothing was taken. Send it again as acquirer-filter made it."),
        "hash-key-unknown" => Refused(fault, "The card numbers were hashed with a key that is not this server’s. Nothing was taken. Filter the file again with the key file of this server."),
        _ => Refused(fault, fault.Row is { } row ? $"Row {row}. Nothing was taken." : "Nothing was taken."),
    };

    private static IResult Refused(FileFault fault, string detail) => Problems.Of(
        422, fault.Code, detail, [new FieldError(fault.Row is { } at ? $"rows[{at}]" : fault.Code == "file-name-invalid" ? "name" : "", fault.Code)]);
}
