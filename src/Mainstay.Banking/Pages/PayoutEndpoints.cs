using Mainstay.Banking.Api;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Pain001;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
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
/// <param name="Items">A part of the orders.</param>
/// <param name="NextCursor">Where the next ones begin; null at the end.</param>
/// <param name="IsContinued">This is not the beginning.</param>
public sealed record ShownPayout(
    string Scheme, string PayoutId, long Orders, long TotalMinor, string Currency, DateTimeOffset At, DateOnly ExecuteOn, string? PaidFrom,
    IReadOnlyList<(string OrderId, long AmountMinor)> Items, string? NextCursor, bool IsContinued)
{
    /// <summary>SEPA transfers are in euro.</summary>
    public bool IsSepa => Currency == "EUR";
}

/// <summary>GET /programme/periods/{programme}/payouts/{payoutId}: one payout, for managers. It stands below the period that pays.</summary>
internal static class PayoutEndpoints
{
    private const string Periods = "/programme/periods";
    private const int Length = 50;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Periods + "/{programme}/payouts/{payoutId}", ShowAsync)
        .RequireRole(Roles.Manager).Class(AdmissionClass.Normal).ExcludeFromDescription();

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
            orders.Items, orders.NextCursor, after is not null);
        return Page.Of<PayoutPage>(context, (nameof(PayoutPage.Shown), shown));
    }
}
