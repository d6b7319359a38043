using Mainstay.Cashback.Instruments;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>GET and POST /cards/{programme}/new: adding a card.</summary>
internal static class NewCardEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(CardsEndpoints.Path + "/{programme}/new", Ask).Begins();
        pages.MapPost(CardsEndpoints.Path + "/{programme}/new", AddAsync);
    }

    private static IResult Ask(string programme, HttpContext context, OwnProgrammes programmes)
    {
        var own = programmes.Find(context, programme);
        return CardsEndpoints.Elsewhere(context, own) ?? AskAgain(context, own!, CardForm.Empty);
    }

    private static async Task<IResult> AddAsync(string programme, HttpContext context, OwnProgrammes programmes, CardEnrolment cards)
    {
        var own = programmes.Find(context, programme);
        if (CardsEndpoints.Elsewhere(context, own) is { } elsewhere) return elsewhere;
        var sent = await PageForm.ReadAsync(context);
        var form = CardForm.Of(sent);
        using var number = CardForm.NumberOf(sent);
        var wrong = cards.Check(own!.Rules, number, form.Expiry, form.Nickname).ToList();
        if (wrong.Count > 0) return AskAgain(context, own, form with { Errors = FormErrors.From(wrong) });
        return await EnrolAsync(context, own, form, number!, sent.Request(), cards);
    }

    private static async Task<IResult> EnrolAsync(HttpContext context, OwnProgramme own, CardForm form, CardNumber number, Request request, CardEnrolment cards)
    {
        var added = await cards.AddAsync(own.Rules, own.Key.AccountId, number, form.Expiry, form.Nickname, request);
        if (added.Refusal is { } refusal) return AskAgain(context, own, form with { Errors = FormErrors.From(refusal) });
        if (added.Instrument is not { } card) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var from = card.Days().CountsFrom(added.Answer.State.Membership?.AcceptedOn) ?? own.NewCardCountsFrom;
        var text = Words.T[added.Answer.Kind == AnswerKind.Nothing ? "newCard.already" : card.Check is null ? "newCard.done" : "newCard.received", CardText.Name(card), own.From(from)];
        return Page.SeeOther(context, own.HasIban ? CardsEndpoints.PathOf(own) : CardsEndpoints.IbanPathOf(own), Flash.Done(text));
    }

    private static PageResult AskAgain(HttpContext context, OwnProgramme own, CardForm form) =>
        Page.Of<NewCardPage>(context, (nameof(NewCardPage.Own), own), (nameof(NewCardPage.Given), form)).WithStatus(form.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
