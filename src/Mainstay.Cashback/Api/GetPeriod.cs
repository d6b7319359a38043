using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

internal sealed record PayoutItem(string PayoutId, DateTimeOffset At, long Orders, long TotalMinor, string State);

/// <param name="Orders">People who would get an order now.</param>
/// <param name="TotalMinor">Their sum.</param>
/// <param name="OwedWithoutIban">People who stay owed because they have given no account.</param>
/// <param name="OwedWithoutIbanMinor">Their sum.</param>
internal sealed record PreviewItem(long Orders, long TotalMinor, long OwedWithoutIban, long OwedWithoutIbanMinor);

/// <param name="People">People who have left the programme since the period was closed.</param>
/// <param name="DueMinor">What had been due to them, before a cut: it is forfeited.</param>
internal sealed record LeftItem(long People, long DueMinor);

/// <summary>figures: Null until it is closed. left: Who has left since. nextPayout: What a payout would be now; null until it is closed.</summary>
internal sealed record PeriodDetail(string Period, string State, PeriodFigures? Figures, LeftItem? Left, PreviewItem? NextPayout, IReadOnlyList<PayoutItem> Payouts);

/// <param name="AccountId">Whose.</param>
/// <param name="AmountMinor">What stays owed.</param>
internal sealed record OwedItem(string AccountId, long AmountMinor);

/// <summary>GET /api/v1/cashback/{programme}/periods/{period} and …/owed: the figures of a period, the next payout as it would be, and who stays owed for want of an account.</summary>
internal static class GetPeriod
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{programme}/periods/{period}", Show).WithSummary("Shows a period’s figures, its payouts, and the next payout as it would be").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<PeriodDetail>().MayRefuse(404, ProblemCodes.NotFound);
        api.MapGet("/{programme}/periods/{period}/owed", Owed).WithSummary("Lists who is owed something and has given no account").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<ListOf<OwedItem>>().TakesPaging().MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> Show(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EntitlementsView view, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || found.Find(period) is not { } shown) return Problems.NotFound();
        if (!await view.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var state = host.Read(Period.Type, Period.StreamOf(found.Id, shown.Id));
        var isClosed = state.State == PeriodState.Closed;
        var detail = new PeriodDetail(
            shown.Id, PeriodWords.Of(host, found, shown, now.GetUtcNow()), isClosed ? PeriodFigures.Of(state.Figures) : null,
            isClosed ? Of(view.LeftSince(found.Id, shown.Id)) : null, isClosed ? Of(view.Preview(found.Id, shown, state.Figures.TotalDueMinor)) : null,
            [.. state.Payouts.Select(payout => new PayoutItem(payout.Id, found.Zone.Local(payout.At), payout.Orders, payout.TotalMinor, payout.IsComplete ? "complete" : "in-progress"))]);
        return Results.Json(detail, CashbackJson.Default.PeriodDetail);
    }

    private static async Task<IResult> Owed(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EntitlementsView view, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || found.Find(period) is not { } shown) return Problems.NotFound();
        var paging = Paging.From(context);
        if (!await view.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var total = host.Read(Period.Type, Period.StreamOf(found.Id, shown.Id)).Figures.TotalDueMinor;
        var owed = view.WithoutIban(found.Id, shown, total, paging.After?.Text(), paging.Limit + 1);
        var part = ListOf.Part(owed, paging.Limit, one => Cursor.Of(one.AccountId));
        return Results.Json(part.As(one => new OwedItem(one.AccountId, one.AmountMinor)), CashbackJson.Default.ListOfOwedItem);
    }

    private static LeftItem Of((long People, long DueMinor) left) => new(left.People, left.DueMinor);

    private static PreviewItem Of(PayoutPreview preview) => new(preview.Orders, preview.TotalMinor, preview.WithoutIban, preview.WithoutIbanMinor);
}
