using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>GET /cashback, /cashback/{programme}: my cashback, or what the programme is. GET and POST /cashback/{programme}/join.</summary>
internal static class PurchasesEndpoints
{
    public const string Path = "/cashback";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, OwnProgrammes programmes, TransactionsView view) => ShowAsync(null, context, programmes, view));
        pages.MapGet(Path + "/{programme}", ShowAsync);
        pages.MapGet(Path + "/{programme}/join", Ask).Begins();
        pages.MapPost(Path + "/{programme}/join", JoinAsync);
    }

    public static string PathOf(OwnProgramme own) => $"{Path}/{own.Id}";

    public static string JoinPathOf(OwnProgramme own) => PathOf(own) + "/join";

    private static async Task<IResult> ShowAsync(string? programme, HttpContext context, OwnProgrammes programmes, TransactionsView view)
    {
        if (programmes.Find(context, programme) is not { } own) return Results.NotFound();
        if (!own.IsMember) return Page.Of<IntroductionPage>(context, (nameof(IntroductionPage.Own), own));
        var shown = own.Find(context.Request.Query["period"]) ?? own.Present;
        return Page.Of<PurchasesPage>(
            context,
            (nameof(PurchasesPage.Own), own),
            (nameof(PurchasesPage.Period), shown),
            (nameof(PurchasesPage.List), await PurchaseList.ReadAsync(context, own, shown)),
            (nameof(PurchasesPage.Course), view.Course(own.Key, shown.Rules.Id)));
    }

    private static IResult Ask(string programme, HttpContext context, OwnProgrammes programmes)
    {
        if (programmes.Find(context, programme) is not { } own) return Results.NotFound();
        return own.IsMember || own.IsOver ? Page.SeeOther(context, PathOf(own)) : JoinAgain(context, own, JoinForm.Empty);
    }

    private static async Task<IResult> JoinAsync(string programme, HttpContext context, OwnProgrammes programmes, MembershipDesk desk)
    {
        if (programmes.Find(context, programme) is not { } own) return Results.NotFound();
        var sent = await PageForm.ReadAsync(context);
        var form = JoinForm.Of(sent, own.Rules);

        // In the order of the fields on the page, where the box comes last.
        var wrong = desk.Check(own.Rules, form.AcceptsTerms, form.Born, form.TaxId).OrderBy(refusal => refusal.Field == "acceptTerms").ToList();
        if (wrong.Count > 0) return JoinAgain(context, own, form with { Errors = FormErrors.From(wrong) });
        var (refusal, _) = await desk.JoinAsync(own.Rules, own.Key.AccountId, form.AcceptsTerms, form.Born, form.TaxId, sent.AsEntered());
        return refusal is null
            ? Page.SeeOther(context, own.HasCard ? PathOf(own) : Cards.CardsEndpoints.NewPathOf(own), Flash.Done(Words.T["join.done", own.Name]))
            : JoinAgain(context, own, form with { Errors = FormErrors.From(refusal with { Field = refusal.Field ?? "taxId" }) });
    }

    private static PageResult JoinAgain(HttpContext context, OwnProgramme own, JoinForm form) =>
        Page.Of<JoinPage>(context, (nameof(JoinPage.Own), own), (nameof(JoinPage.Given), form)).WithStatus(form.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
