using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Banking.Api;

/// <summary>orderId: The EndToEndId of the payment. state: ordered: it is in the payment file, and the bank has not answered yet.</summary>
internal sealed record OrderItem(string OrderId, long AmountMinor, string State);

/// <summary>orders: How many orders there are. totalMinor: Their sum. items: A part of the orders, in order of their ids.</summary>
internal sealed record PayoutDetail(
    string PayoutId, string State, long Orders, long TotalMinor, string Currency, DateTimeOffset At, IReadOnlyList<OrderItem> Items, string? NextCursor);

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
        var detail = new PayoutDetail(
            payoutId, "ordered", payout.Orders, payout.TotalMinor, payout.Currency, payout.At,
            [.. orders.Items.Select(order => new OrderItem(order.OrderId, order.AmountMinor, "ordered"))], orders.NextCursor);
        return Results.Json(detail, BankingJson.Default.PayoutDetail);
    }

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
            while (true)
            {
                await view.WaitForAsync(host.Head.Offset, either.Token);
                var position = view.Position;
                if (view.Sum(payoutId).Orders == payout.Orders) return true;
                await view.WaitForAsync(position + 1, either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
