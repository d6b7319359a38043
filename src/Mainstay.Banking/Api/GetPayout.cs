using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Banking.Api;

/// <summary>
/// orderId: The EndToEndId of the payment. state: ordered: it is in the payment file, and the bank has not answered yet; executed; failed: it is owed again; corrected: it failed, and another order stands
/// in for it. reason: Why it failed. relatedOrderId: The failed order that it stands in for. correctedBy: The order that stands in for it.
/// </summary>
internal sealed record OrderItem(string OrderId, long AmountMinor, string State, string? Reason, string? RelatedOrderId, string? CorrectedBy);

/// <summary>
/// state: ordered until the bank has answered for every order, then settled. orders: How many orders there are. totalMinor: Their sum. executed, failed: How many the bank has paid, and could not pay.
/// items: A part of the orders, in order of their ids.
/// </summary>
internal sealed record PayoutDetail(
    string PayoutId, string State, long Orders, long TotalMinor, string Currency, DateTimeOffset At, long Executed, long Failed, IReadOnlyList<OrderItem> Items, string? NextCursor);

/// <summary>GET /api/v1/cashback/{programme}/payouts/{payoutId}: a payout and the state of its orders.</summary>
internal static class GetPayout
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/{programme}/payouts/{payoutId}", Show)
        .WithSummary("Shows a payout and the state of its orders")
        .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).Produces<PayoutDetail>().TakesPaging()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Show(
        string programme, string payoutId, HttpContext context, EntityHost host, OrdersView view, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (PayoutOf(host, programme, payoutId) is not { } payout) return Problems.NotFound();
        var paging = Paging.From(context);
        if (!await HasArrivedAsync(host, view, payoutId, payout, clock, context)) return Problems.Of(503, ProblemCodes.Busy);
        var orders = ListOf.Part(view.List(payoutId, paging.After?.Text() ?? "", paging.Limit + 1), paging.Limit, order => Cursor.Of(order.OrderId));
        var counts = view.Counts(payoutId);
        long In(params PaymentOrderState[] states) => counts.Where(count => states.Contains(count.State)).Sum(count => count.Orders);
        var detail = new PayoutDetail(
            payoutId, In(PaymentOrderState.Ordered) > 0 ? "ordered" : "settled", payout.Orders, payout.TotalMinor, payout.Currency, payout.At,
            In(PaymentOrderState.Executed), In(PaymentOrderState.Failed, PaymentOrderState.Corrected), [.. orders.Items.Select(Of)], orders.NextCursor);
        return Results.Json(detail, BankingJson.Default.PayoutDetail);
    }

    private static OrderItem Of(ListedOrder order) => new(order.OrderId, order.AmountMinor, Word(order.State), order.Reason, order.Corrects?.OrderId, order.CorrectedBy?.OrderId);

    private static string Word(PaymentOrderState state) => state switch
    {
        PaymentOrderState.Executed => "executed",
        PaymentOrderState.Failed => "failed",
        PaymentOrderState.Corrected => "corrected",
        _ => "ordered",
    };

    /// <summary>A payout of a programme, or null.</summary>
    internal static Payout? PayoutOf(EntityHost host, string programme, string payoutId) =>
        host.Read(Payout.Type, payoutId) is { Exists: true } payout && payout.Scheme == "cashback/" + programme ? payout : null;

    /// <summary>Whether all orders that were written have come by mail and can be listed; waits a moment for them.</summary>
    internal static async Task<bool> HasArrivedAsync(EntityHost host, OrdersView view, string payoutId, Payout payout, TimeProvider clock, HttpContext context)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            await view.CatchUpAsync(host, either.Token);
            await foreach (var _ in view.RoundsAsync(either.Token))
            {
                if (view.Counts(payoutId).Sum(count => count.Orders) == payout.Orders) break;
            }

            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
