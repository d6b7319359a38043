using Mainstay.Banking.Orders;
using Mainstay.Banking.Pain001;
using Mainstay.Banking.Payouts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Banking.Api;

/// <summary>GET /api/v1/cashback/{programme}/payouts/{payoutId}/pain001?version=09|03: the file that goes to the bank. Fetched again, it is the same file.</summary>
internal static class GetPain001
{
    private const int OrdersAtOnce = 1_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/{programme}/payouts/{payoutId}/pain001", Write)
        .WithSummary("Fetches the payment file for the bank; fetched again, it is the same file")
        .RequireRole(Roles.Manager).Class(AdmissionClass.Background).Produces<string>(200, "application/xml")
        .MayRefuse(400, ProblemCodes.Malformed)
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "debtor-not-set", "currency-not-sepa")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Write(
        string programme, string payoutId, string? version, HttpContext context, EntityHost host, OrdersView view, PayingAccount account, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (version is not (null or "09" or "03")) return Problems.Malformed("version is 09 or 03.");
        if (GetPayout.PayoutOf(host, programme, payoutId) is not { } payout) return Problems.NotFound();
        if (account.Debtor is not { } debtor) return Problems.Of(409, "debtor-not-set", "Set Banking:Debtor:Name and Banking:Debtor:Iban to the account that pays.");
        if (payout.Currency != "EUR") return Problems.Of(409, "currency-not-sepa", "SEPA transfers are in euro.");
        if (!await GetPayout.HasArrivedAsync(host, view, payoutId, payout, clock, context)) return Problems.Of(503, ProblemCodes.Busy);

        var message = Head(payoutId, payout, debtor, host, view);
        return Results.Stream(
            body => WriteAsync(body, version == "03" ? Pain001Version.V03 : Pain001Version.V09, message, Transfers(payoutId, host, view)),
            "application/xml", $"{payoutId}.xml");
    }

    // Orders of people who were erased since cannot be paid, and are not announced.
    private static Pain001Message Head(string payoutId, Payout payout, Debtor debtor, EntityHost host, OrdersView view)
    {
        long orders = 0, total = 0;
        foreach (var transfer in Transfers(payoutId, host, view))
        {
            orders++;
            total = checked(total + transfer.AmountMinor);
        }

        return new Pain001Message(payoutId, payout.At, ExecutionDays.After(payout.At), debtor, orders, total);
    }

    private static async Task WriteAsync(Stream body, Pain001Version version, Pain001Message message, IEnumerable<CreditTransfer> transfers)
    {
        await using var writer = new Pain001Writer(body, version, message);
        await writer.BeginAsync();
        foreach (var transfer in transfers) await writer.AddAsync(transfer);
        await writer.EndAsync();
    }

    private static IEnumerable<CreditTransfer> Transfers(string payoutId, EntityHost host, OrdersView view)
    {
        var after = "";
        while (view.List(payoutId, after, OrdersAtOnce) is { Count: > 0 } orders)
        {
            foreach (var listed in orders)
            {
                var order = host.Read(PaymentOrder.Type, PaymentOrder.StreamOf(payoutId, listed.OrderId));
                if (order.Creditor?.Reveal() is { } creditor) yield return new CreditTransfer(listed.OrderId, listed.AmountMinor, creditor.Iban, creditor.Name, order.Remittance);
            }

            after = orders[^1].OrderId;
        }
    }
}
