using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Reversals;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Reversals;

/// <summary>One of them.</summary>
public sealed class ShownReversal
{
    internal ShownReversal(OpenedReversal opened) => Opened = opened;

    internal OpenedReversal Opened { get; }
}

/// <summary>The reversals of a programme that a manager looks at.</summary>
public sealed class ReversalList
{
    internal ReversalList(Programme programme, ReversalKind kind, IReadOnlyList<ShownReversal> items, string? nextCursor, bool isContinued, long parked) =>
        (Programme, Kind, Items, NextCursor, IsContinued, Parked) = (programme, kind, items, nextCursor, isContinued, parked);

    public string? NextCursor { get; }

    public bool IsContinued { get; }

    /// <summary>How many wait for somebody to decide.</summary>
    public long Parked { get; }

    internal Programme Programme { get; }

    internal ReversalKind Kind { get; }

    internal IReadOnlyList<ShownReversal> Items { get; }

    public string Write(long amountMinor) => Format.Money(amountMinor, Programme.Currency.Code);

    internal string At(DateTimeOffset instant) => Format.At(Programme.Zone.Local(instant));
}

/// <summary>GET /programme/reversals/{programme} and POST …/{reversalId}: reversals about which a person decides, and those that wait or found nothing.</summary>
internal static class ReversalPages
{
    private const string Root = "/programme/reversals";
    private const int Length = 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root + "/{programme}", ShowAsync);
        pages.MapPost(Root + "/{programme}/{reversalId}", DecideAsync);
    }

    public static string PathOf(string programme) => $"{Root}/{programme}";

    internal static string Link(string programme, ReversalKind kind, string? cursor = null) =>
        $"{PathOf(programme)}?show={kind.Word()}{(cursor is null ? "" : "&cursor=" + cursor)}";

    private static async Task<IResult> ShowAsync(
        string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, ReversalsView view, TransactionsView transactions, ReversalDesk desk, TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Results.NotFound();
        await view.CatchesUpSoonAsync(host, context);
        await transactions.CatchesUpSoonAsync(host, context);
        var kind = ReversalKinds.Parse(context.Request.Query["show"]) ?? ReversalKind.Parked;
        var after = Paging.From(context, Length).After;
        var part = ListOf.Part(view.List(found.Id, kind, found.Zone.DateOf(clock.GetUtcNow()), after?.Number() ?? long.MaxValue, Length + 1), Length, reversal => Cursor.Of(reversal.Position));
        var list = new ReversalList(found, kind, [.. part.Items.Select(reversal => new ShownReversal(desk.Open(found, reversal)))], part.NextCursor, after is not null, view.CountParked(found.Id));
        return Page.Of<ReversalsPage>(context, (nameof(ReversalsPage.List), list));
    }

    private static async Task<IResult> DecideAsync(string programme, string reversalId, HttpContext context, ProgrammeCatalogue programmes, ReversalDesk desk)
    {
        if (programmes.Find(programme) is not { } found || ReversalId.Parse(reversalId) is not { } id) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var decision = form.Text("decision");
        var purchase = ReversalId.ParseKey(decision);
        if (purchase is null && decision is not ("none" or "undo")) return Back(Flash.NotDone(Words.T["reversals.choose"]), ReversalKind.Parked);
        var answer = await desk.DecideAsync(found, id, purchase, decision == "none", form.Request());
        if (answer.Refusal is { } refusal) return Back(Flash.NotDone(Words.T["refused." + refusal.Code]), ReversalKind.Parked);
        return decision == "undo" ? Back(Flash.Done(Words.T["reversals.undone"]), ReversalKind.Parked) : Back(Flash.Done(Words.T["reversals.done"]), ReversalKind.Decided);

        IResult Back(Flash flash, ReversalKind kind) => Page.SeeOther(context, Link(found.Id, kind), flash);
    }
}
