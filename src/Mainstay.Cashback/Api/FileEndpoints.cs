using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

/// <summary>
/// state: processing, done, or refused when its waiting rows were lost and it must be sent again. rows: All rows of the file. rejectedCount: Rows that
/// cannot be used. counted: Purchases that counted when they came and reversals that take one back; reversed: how many of these purchases have nothing left. waiting: Reversals whose purchase has not
/// come; unmatched: how many of these wait in vain. Every row is in one of counted, notCounted, duplicates, notOurs, waiting, parked and rejectedCount.
/// </summary>
internal sealed record FileItem(
    string FileId, string Name, string State, int Rows, long Counted, long Reversed, long NotCounted, long Duplicates, long NotOurs, long Waiting, long Unmatched, long Parked, long RejectedCount,
    string Sha256, int ProcessedPercent);

internal sealed record FileListItem(string FileId, string Name, DateTimeOffset At, string State);

internal sealed record FileRowItem(int Row, string? TransactionId, string Outcome, string? Reason, int? Column);

/// <summary>GET /api/v1/cashback/{programme}/files, …/files/{fileId} and …/files/{fileId}/rows?outcome=: what came in, and what became of it.</summary>
internal static class FileEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{programme}/files", List).WithSummary("Lists the files that came in, newest first").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<FileListItem>>().TakesPaging().MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{programme}/files/{fileId}", One).WithSummary("Says how far a file is, and what became of its rows").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<FileItem>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{programme}/files/{fileId}/rows", Rows).WithSummary("Lists the rows of a file with their outcomes").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<FileRowItem>>().TakesPaging().MayRefuse(400, ProblemCodes.Malformed).MayRefuse(404, ProblemCodes.NotFound);
    }

    public static FileItem Of(string fileId, AcquirerFile file, FileTally tally)
    {
        var waiting = file.Counts.Ours + file.Counts.Rejected;
        return new FileItem(
            fileId, file.Name, StateOf(file), file.Counts.Rows, tally.Counted + tally.Reversed, tally.Reversed, tally.NotCounted, tally.Duplicates, file.Counts.NotOurs + file.NoOwner,
            tally.Waiting + tally.Unmatched, tally.Unmatched, tally.Parked, Math.Max(file.Counts.Rejected, tally.Rejected), file.Sha256, waiting == 0 ? 100 : (int)(100L * file.Lines / waiting));
    }

    private static string StateOf(AcquirerFile file) => file.IsDone ? "done" : file.IsLost ? "refused" : "processing";

    private static async Task<IResult> List(
        string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var paging = Paging.From(context);
        if (!await view.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var files = view.List(found.Id, paging.After?.Number() ?? long.MaxValue, paging.Limit + 1);
        var part = ListOf.Part(files, paging.Limit, file => Cursor.Of(file.Offset));
        return Results.Json(
            part.As(file => new FileListItem(file.FileId, file.Name, found.Zone.Local(file.At), StateOf(host.Read(AcquirerFile.Type, file.FileId)))), CashbackJson.Default.ListOfFileListItem);
    }

    // While it is being processed, its figures are those of a moment ago; once it is done, they are all there.
    private static async Task<IResult> One(
        string programme, string fileId, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock)
    {
        var file = host.Read(AcquirerFile.Type, fileId);
        if (programmes.Find(programme) is not { } found || !file.Exists || file.Programme != programme) return Problems.NotFound();
        if (file.IsDone && !await view.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        return Results.Json(Of(fileId, file, view.Tally(fileId, found.Zone.DateOf(now.GetUtcNow()))), CashbackJson.Default.FileItem);
    }

    private static async Task<IResult> Rows(
        string programme, string fileId, string? outcome, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider now,
        [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || host.Read(AcquirerFile.Type, fileId).Programme != programme) return Problems.NotFound();
        if (!string.IsNullOrEmpty(outcome) && !RowOutcomes.IsWord(outcome)) return Problems.Malformed("outcome is none of the words for what becomes of a row.");
        var paging = Paging.From(context);
        if (!await view.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var rows = view.Rows(fileId, string.IsNullOrEmpty(outcome) ? null : outcome, paging.After?.Number() ?? 0, paging.Limit + 1, found.Zone.DateOf(now.GetUtcNow()));
        var part = ListOf.Part(rows, paging.Limit, row => Cursor.Of(row.Row));
        return Results.Json(part.As(row => new FileRowItem(row.Row, row.TransactionId, row.Outcome, row.Reason, row.Column)), CashbackJson.Default.ListOfFileRowItem);
    }
}
