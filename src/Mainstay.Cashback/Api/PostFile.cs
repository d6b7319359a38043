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
        .MayRefuse(422, "file-name-invalid", "sender-mismatch", "file-empty", "encoding-invalid");

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
        _ => Problems.Of(
            422, fault.Code, fault.Row is { } row ? $"Row {row}. Nothing was taken." : "Nothing was taken.",
            [new FieldError(fault.Row is { } at ? $"rows[{at}]" : fault.Code == "file-name-invalid" ? "name" : "", fault.Code)]),
    };
}
