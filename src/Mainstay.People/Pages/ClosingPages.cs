using Mainstay.People.Endings;
using Mainstay.People.PersonalData;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>/account/data: everything that is held about oneself, to download. /account/close: closing the account.</summary>
internal static class ClosingPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var mine = pages.MapGroup("/account").RequireSignedIn();
        mine.MapGet("/data", (HttpContext context, FreshProof fresh) => Page.Of<DataPage>(context, (nameof(DataPage.IsFresh), fresh.IsFresh(Who(context)))));
        mine.MapGet("/data/download", Download).Class(AdmissionClass.Background);
        mine.MapGet("/close", ShowClose);
        mine.MapPost("/close", Close);
    }

    private static SignedIn Who(HttpContext context) => SignedIn.From(context)!;

    private static IResult Download(HttpContext context, PersonalDataExport export)
    {
        if (export.Of(Who(context)).Is(out var document, out var trouble)) return document;
        if (trouble == Trouble.ProofNeeded) return ConfirmPages.First(context, "/account/data");
        return Page.Of<DataPage>(context, (nameof(DataPage.IsFresh), true), (nameof(DataPage.Errors), FormErrors.Of(trouble))).With(trouble, context);
    }

    private static IResult ShowClose(HttpContext context, FreshProof fresh, AccountClosing closing, TimeProvider clock) => fresh.IsFresh(Who(context))
        ? CloseOf(context, closing, clock, FormErrors.None)
        : ConfirmPages.First(context, "/account/close");

    private static PageResult CloseOf(HttpContext context, AccountClosing closing, TimeProvider clock, FormErrors errors) => Page.Of<ClosePage>(
        context, (nameof(ClosePage.ClosesAt), clock.GetUtcNow() + closing.Grace), (nameof(ClosePage.Days), closing.Grace.Days), (nameof(ClosePage.Errors), errors));

    private static async Task<IResult> Close(HttpContext context, AccountClosing closing, TimeProvider clock, TownTime town)
    {
        var form = await PageForm.ReadAsync(context);
        if (!form.IsChecked("understood")) return CloseOf(context, closing, clock, FormErrors.Of(NotUnderstood)).With(NotUnderstood, context);
        var outcome = await closing.AskAsync(Who(context));
        if (outcome.Is(out var closes, out var trouble))
        {
            SessionCookies.Clear(context);
            return Page.SeeOther(context, "/", Flash.Done(Words.T["close.done", Format.Date(DateOnly.FromDateTime(town.Local(closes.At).DateTime))]));
        }
        return trouble == Trouble.ProofNeeded ? ConfirmPages.First(context, "/account/close") : CloseOf(context, closing, clock, FormErrors.Of(trouble)).With(trouble, context);
    }

    private static Trouble NotUnderstood => Trouble.Invalid("understood", "close-not-understood");
}
