using Mainstay.Banking.Api;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Pain001;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Banking.Pages;

/// <summary>A payout as its page shows it.</summary>
/// <param name="Scheme">The programme that pays.</param>
/// <param name="PayoutId">Its name, and that of the file.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="TotalMinor">Their sum.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When the last order was written, in the programme's time.</param>
/// <param name="ExecuteOn">The day on which the file asks the bank to pay.</param>
/// <param name="PaidFrom">Name and account of who pays; null when none is set.</param>
/// <param name="Answers">How many orders are in which state.</param>
/// <param name="Items">A part of the orders.</param>
/// <param name="NextCursor">Where the next ones begin; null at the end.</param>
/// <param name="IsContinued">This is not the beginning.</param>
public sealed record ShownPayout(
    string Scheme, string PayoutId, long Orders, long TotalMinor, string Currency, DateTimeOffset At, DateOnly ExecuteOn, string? PaidFrom,
    ShownAnswers Answers, IReadOnlyList<ShownOrder> Items, string? NextCursor, bool IsContinued)
{
    /// <summary>SEPA transfers are in euro.</summary>
    public bool IsSepa => Currency == "EUR";
}

/// <summary>An order as the page shows it.</summary>
/// <param name="OrderId">Its EndToEndId.</param>
/// <param name="AmountMinor">Above zero.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Reason">Why it failed, in the bank's words.</param>
/// <param name="Corrects">The failed order that it stands in for.</param>
/// <param name="CorrectedBy">The payout of the order that stands in for it.</param>
public sealed record ShownOrder(string OrderId, long AmountMinor, State State, string? Reason, string? Corrects, string? CorrectedBy)
{
    internal static ShownOrder Of(ListedOrder order) => new(order.OrderId, order.AmountMinor, StateOf(order.State), order.Reason, order.Corrects?.OrderId, order.CorrectedBy?.PayoutId);

    private static State StateOf(PaymentOrderState state) => state switch
    {
        PaymentOrderState.Executed => State.Paid,
        PaymentOrderState.Failed => State.Failed,
        PaymentOrderState.Corrected => State.Corrected,
        _ => State.OnItsWay,
    };
}

/// <summary>What the bank has said so far.</summary>
/// <param name="Waiting">Orders that it has not answered for.</param>
/// <param name="Paid">Orders that it has paid.</param>
/// <param name="Failed">Orders that it could not pay, and that are owed again.</param>
/// <param name="Corrected">Orders that it could not pay, and that others stand in for.</param>
public sealed record ShownAnswers(long Waiting, long Paid, long Failed, long Corrected)
{
    public long All => Waiting + Paid + Failed + Corrected;

    internal static ShownAnswers Of(IReadOnlyList<OrderCount> counts)
    {
        long In(PaymentOrderState state) => counts.Where(count => count.State == state).Sum(count => count.Orders);
        return new ShownAnswers(In(PaymentOrderState.Ordered), In(PaymentOrderState.Executed), In(PaymentOrderState.Failed), In(PaymentOrderState.Corrected));
    }
}

/// <summary>GET /programme/periods/{programme}/payouts/{payoutId}: one payout, for managers. It stands below the period that pays.</summary>
internal static class PayoutEndpoints
{
    private const string Periods = "/programme/periods";
    private const int Length = 50;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Periods + "/{programme}/payouts/{payoutId}", ShowAsync).RequireRole(Roles.Manager).Class(AdmissionClass.Normal).ExcludeFromDescription();
        OutcomeUpload.Map(endpoints, Periods + "/{programme}/payouts/{payoutId}/outcomes");
    }

    public static string PathOf(string programme, string payoutId) => $"{Periods}/{programme}/payouts/{payoutId}";

    public static string PeriodsPath(string programme) => $"{Periods}/{programme}";

    public static string FilePath(string programme, string payoutId, string version) => $"/api/v1/cashback/{programme}/payouts/{payoutId}/pain001?version={version}";

    private static async Task<IResult> ShowAsync(
        string programme, string payoutId, HttpContext context, EntityHost host, OrdersView view, PayingAccount account, ProgrammeTime time, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (GetPayout.PayoutOf(host, programme, payoutId) is not { } payout) return Results.NotFound();
        if (!await GetPayout.HasArrivedAsync(host, view, payoutId, payout, clock, context)) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var after = Paging.From(context, Length).After;
        var orders = ListOf.Part(view.List(payoutId, after?.Text() ?? "", Length + 1), Length, order => Cursor.Of(order.OrderId));
        var shown = new ShownPayout(
            programme, payoutId, payout.Orders, payout.TotalMinor, payout.Currency, time.Local(programme, payout.At) ?? payout.At, ExecutionDays.After(payout.At),
            account.Debtor is { } debtor && Iban.TryParse(debtor.Iban, out var iban) ? $"{debtor.Name}, {iban.Grouped}" : null,
            ShownAnswers.Of(view.Counts(payoutId)), [.. orders.Items.Select(ShownOrder.Of)], orders.NextCursor, after is not null);
        return Page.Of<PayoutPage>(context, (nameof(PayoutPage.Shown), shown));
    }
}
