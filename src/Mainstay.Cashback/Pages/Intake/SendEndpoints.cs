using System.IO.Pipelines;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>GET and POST /programme/send/{programme}: a file from the manager's machine, taken as it arrives.</summary>
internal static class SendEndpoints
{
    private const string Path = IntakeEndpoints.Path + "/{programme}/send";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, Ask);
        pages.MapPost(Path, SendAsync).TakesUpload().Class(AdmissionClass.Background);
    }

    public static string PathOf(string programme) => IntakeEndpoints.PathOf(programme) + "/send";

    private static IResult Ask(string programme, HttpContext context, ProgrammeCatalogue programmes) =>
        programmes.Find(programme) is { } found ? AskAgain(context, found, FormErrors.None) : Results.NotFound();

    private static async Task<IResult> SendAsync(string programme, HttpContext context, ProgrammeCatalogue programmes, FileDesk desk)
    {
        if (programmes.Find(programme) is not { } found) return Results.NotFound();
        return await PageUpload.ReceiveAsync(context, upload => TakeAsync(context, found, upload, desk));
    }

    private static async Task<IResult> TakeAsync(HttpContext context, Programme programme, PageUpload upload, FileDesk desk)
    {
        if (upload.FileName.Length == 0) return AskAgain(context, programme, Error("file-missing"));
        if (!AcquirerFileName.TryParse(upload.FileName, out var name)) return AskAgain(context, programme, Error("file-name-invalid", upload.FileName));
        var taken = await desk.TakeAsync(programme, name, PipeReader.Create(upload.Content), SignedIn.From(context)!.AccountId, context.RequestAborted);
        if (taken.Fault is { } fault) return AskAgain(context, programme, Error(fault.Code, fault.Row is { } row ? Format.Number(row) : name.Value));
        var text = Words.T[taken.IsNew ? "send.done" : "send.again", name.Value];
        return Page.SeeOther(context, IntakeEndpoints.PathOf(programme.Id, taken.FileId!), Flash.Done(text));
    }

    private static FormErrors Error(string code, string? about = null) => new([("file", Words.T["refused." + code, about])]);

    private static PageResult AskAgain(HttpContext context, Programme programme, FormErrors errors) => Page
        .Of<SendPage>(context, (nameof(SendPage.ProgrammeId), programme.Id), (nameof(SendPage.ProgrammeName), programme.Name.In(Language.Current.Code)), (nameof(SendPage.Errors), errors))
        .WithStatus(errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
