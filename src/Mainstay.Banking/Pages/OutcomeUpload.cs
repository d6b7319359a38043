using Mainstay.Banking.Api;
using Mainstay.Banking.Outcomes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Banking.Pages;

/// <summary>POST …/payouts/{payoutId}/outcomes: the bank's answers from the manager's machine.</summary>
internal static class OutcomeUpload
{
    private const int RowsNamed = 5;

    public static void Map(IEndpointRouteBuilder endpoints, string path) =>
        endpoints.MapPost(path, SendAsync).TakesUpload().RequireRole(Roles.Manager).Class(AdmissionClass.Background).ExcludeFromDescription();

    private static async Task<IResult> SendAsync(string programme, string payoutId, HttpContext context, EntityHost host, OutcomeDesk desk)
    {
        if (GetPayout.PayoutOf(host, programme, payoutId) is null) return Results.NotFound();
        return await PageUpload.ReceiveAsync(context, async upload => Page.SeeOther(context, PayoutEndpoints.PathOf(programme, payoutId), await TakeAsync(payoutId, upload, context, desk)));
    }

    private static async Task<Flash> TakeAsync(string payoutId, PageUpload upload, HttpContext context, OutcomeDesk desk)
    {
        if (upload.FileName.Length == 0) return Flash.NotDone(Words.T["outcomes.missing"]);
        var (_, figures) = await desk.TakeAsync(payoutId, upload.Content, Request.By(SignedIn.From(context)!.AccountId), context.RequestAborted);
        return figures is null ? Flash.NotDone(Words.T["outcomes.encoding"]) : Said(figures);
    }

    private static Flash Said(OutcomeFigures figures)
    {
        if (figures.Executed + figures.Failed + figures.RefusedCount == 0) return Flash.NotDone(Words.T["outcomes.empty"]);
        var read = Words.T["outcomes.read", Format.Number(figures.Executed), Format.Number(figures.Failed)];
        if (figures.RefusedCount == 0) return Flash.Done(read);
        var rows = string.Join(", ", figures.Refused.Take(RowsNamed).Select(refused => $"{Format.Number(refused.Row)} ({Words.T["refused." + refused.Reason]})"));
        return Flash.NotDone(read + " " + Words.T["outcomes.refused", Format.Number(figures.RefusedCount), rows]);
    }
}
