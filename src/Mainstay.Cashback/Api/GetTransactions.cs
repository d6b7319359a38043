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
/// transactionId: The acquirer's own id. kind: purchase or reversal. outcome: counted, not-counted, reversed (a purchase of which nothing is left), and of reversals waiting, parked or unmatched.
/// reason: Why it does not count, or is parked. rewardMinor: What it adds to the reward, within the period's cap; of a reversal, what it takes from it. runningRewardMinor: The period's reward
/// after it, within the cap.
/// </summary>
internal sealed record TransactionItem(
    string TransactionId, DateTimeOffset At, long AmountMinor, string InstrumentId, string Kind, string Outcome, string? Reason,
    long RewardMinor, long RunningRewardMinor, string MerchantId, string? Period);

/// <summary>GET /api/v1/cashback/{programme}/transactions?period=: one's purchases, newest first.</summary>
internal static class GetTransactions
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/{programme}/transactions", List)
        .WithSummary("Lists your purchases, newest first")
        .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<TransactionItem>>().TakesPaging()
        .MayRefuse(400, ProblemCodes.Malformed)
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> List(
        string programme, string? period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, TransactionsView view, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        if (!string.IsNullOrEmpty(period) && found.Find(period) is null) return Problems.Malformed("period is none of this programme's periods.");
        var paging = Paging.From(context);
        if (!await view.CatchesUpAsync(host, context, clock)) return Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy);
        var (at, offset) = paging.After is { } after ? (after.Number(), after.Number(1)) : (long.MaxValue, long.MaxValue);
        var rows = view.List(new ParticipantKey(found.Id, SignedIn.From(context)!.AccountId), string.IsNullOrEmpty(period) ? null : period, at, offset, paging.Limit + 1);
        return Results.Json(ListOf.Part(rows, paging.Limit, row => Cursor.Of(row.At.ToUnixTimeMilliseconds(), row.Offset)).As(row => Of(found, row, found.Zone.DateOf(now.GetUtcNow()))), CashbackJson.Default.ListOfTransactionItem);
    }

    private static TransactionItem Of(Programme programme, ListedTransaction row, DateOnly today) => new(
        row.TransactionId, programme.Zone.Local(row.At), row.AmountMinor, row.InstrumentId, row.IsReversal ? "reversal" : "purchase",
        row.IsUnmatched(today) ? RowOutcomes.Unmatched : row.Outcome.Word(), row.Outcome.Reason(), row.ShownMinor, row.RunningMinor, row.MerchantId, row.Period);
}
