using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>GET /cards, /cards/{programme} and …/live: my cards and IBAN. POST …/{instrument}/remove.</summary>
internal static class CardsEndpoints
{
    public const string Path = "/cards";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, OwnProgrammes programmes) => Show(null, context, programmes));
        pages.MapGet(Path + "/{programme}", Show);
        pages.MapGet(Path + "/{programme}/live", Follow);
        pages.MapPost(Path + "/{programme}/{instrument}/remove", RemoveAsync);
    }

    public static string PathOf(OwnProgramme own) => $"{Path}/{own.Id}";

    public static string NewPathOf(OwnProgramme own) => PathOf(own) + "/new";

    public static string IbanPathOf(OwnProgramme own) => PathOf(own) + "/iban";

    public static string RemovePathOf(OwnProgramme own, OwnCard card) => $"{PathOf(own)}/{card.Held.Id}/remove";

    /// <summary>For pages that only members have: the way to join for others.</summary>
    public static IResult? Elsewhere(HttpContext context, OwnProgramme? own) =>
        own is null ? Results.NotFound() : own.IsMember ? null : Page.SeeOther(context, Purchases.PurchasesEndpoints.PathOf(own));

    private static IResult Show(string? programme, HttpContext context, OwnProgrammes programmes)
    {
        var own = programmes.Find(context, programme);
        return Elsewhere(context, own) ?? Page.Of<CardsPage>(context, (nameof(CardsPage.Own), own), (nameof(CardsPage.Cards), OwnCard.Of(own!)));
    }

    // What is under way is the issuer's answer, which the person's own record gets: it is followed until nothing is.
    private static IResult Follow(string programme, HttpContext context, OwnProgrammes programmes, EntityHost host)
    {
        if (programmes.Find(context, programme) is not { IsMember: true } own) return Results.NotFound();
        if (!OwnCard.Of(own).Any(card => card.IsUnderWay)) return Results.NoContent();
        var stream = own.Key.ToString();
        return Live.Fragment<CardList>(context, Load, (version, cancellation) => host.WaitForChangeAsync(EntityKey.Of(Participant.Type, stream), version, cancellation));

        (long Version, IReadOnlyDictionary<string, object?> Parameters) Load()
        {
            var (_, version) = host.ReadVersion(Participant.Type, stream);
            var now = programmes.Find(context, programme)!;
            return (version, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(CardList.Own)] = now, [nameof(CardList.Cards)] = OwnCard.Of(now) });
        }
    }

    private static async Task<IResult> RemoveAsync(string programme, string instrument, HttpContext context, OwnProgrammes programmes, EntityHost host)
    {
        if (programmes.Find(context, programme) is not { } own || own.Participant.Find(instrument) is not { } held) return Results.NotFound();
        await host.SendAsync(Participant.Type, own.Key.ToString(), new ParticipantCommand.RemoveInstrument(own.Rules, instrument), Request.By(own.Key.AccountId));
        return Page.SeeOther(context, PathOf(own), Flash.Done(Words.T["cards.removed.done", CardText.Name(held), Days.From(own.Today.AddDays(1), own.Today)]));
    }
}
