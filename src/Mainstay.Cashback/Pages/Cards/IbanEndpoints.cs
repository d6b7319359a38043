using Mainstay.Cashback.Participants;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>GET and POST /cards/{programme}/iban: giving and changing the account one is paid to.</summary>
internal static class IbanEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(CardsEndpoints.Path + "/{programme}/iban", Ask).Begins();
        pages.MapPost(CardsEndpoints.Path + "/{programme}/iban", SetAsync);
    }

    private static IResult Ask(string programme, HttpContext context, OwnProgrammes programmes)
    {
        var own = programmes.Find(context, programme);
        if (CardsEndpoints.Elsewhere(context, own) is { } elsewhere) return elsewhere;
        if (!own!.IsIbanOpen) return Page.SeeOther(context, CardsEndpoints.PathOf(own), Flash.NotDone(Words.T["iban.closed.text", Format.Date(own.IbanUntil!.Value)]));
        return AskAgain(context, own, new IbanForm("", own.Participant.Account?.Reveal()?.Holder ?? SignedIn.From(context)!.DisplayName, null, FormErrors.None));
    }

    private static async Task<IResult> SetAsync(string programme, HttpContext context, OwnProgrammes programmes, IbanDesk desk)
    {
        var own = programmes.Find(context, programme);
        if (own is null) return Results.NotFound();
        if (!own.IsMember) return Page.SeeOther(context, Purchases.PurchasesEndpoints.PathOf(own), Flash.NotDone(Words.T["refused.withdrawn"])); // Said, because a form that was kept comes without its page.
        var sent = await PageForm.ReadAsync(context);
        var form = IbanForm.Of(sent);
        var wrong = IbanDesk.Check(form.Iban, form.Holder).ToList();
        if (wrong.Count > 0) return AskAgain(context, own, form with { Errors = FormErrors.From(wrong) });
        var (refusal, _) = await desk.SetAsync(own.Rules, own.Key.AccountId, form.Iban, form.Holder, sent.AsEntered(), form.InsteadOf);
        return refusal is null
            ? Page.SeeOther(context, CardsEndpoints.PathOf(own), Flash.Done(Words.T["iban.done"]))
            : AskAgain(context, own, form with { Errors = FormErrors.From(refusal) });
    }

    // Shows the account that is on file by then, so that whoever sends it again has seen it.
    private static PageResult AskAgain(HttpContext context, OwnProgramme own, IbanForm form) =>
        Page.Of<IbanPage>(context, (nameof(IbanPage.Own), own), (nameof(IbanPage.Given), form)).WithStatus(form.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
