using System.Text.Json;
using Mainstay.Banking.Orders;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Banking.PersonalData;

/// <summary>What this module holds about a person: the orders to pay them, with the account they were to be paid to.</summary>
internal sealed class BankingData(EntityHost host, OrdersView view) : IPersonalData
{
    public string Section => "payments";

    public async Task WriteAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartArray("orders");
        foreach (var (payoutId, orderId, state) in view.OfAccount(accountId)) Write(payoutId, host.Read(PaymentOrder.Type, PaymentOrder.StreamOf(payoutId, orderId)), state, json);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void Write(string payoutId, PaymentOrder order, PaymentOrderState state, Utf8JsonWriter json)
    {
        var creditor = order.Creditor?.Reveal();
        json.WriteStartObject();
        json.WriteString("payoutId", payoutId);
        json.WriteString("orderId", order.Name.OrderId);
        json.WriteString("state", WordOf(state));
        json.WriteNumber("amountMinor", order.AmountMinor);
        json.WriteString("currency", order.Currency);
        json.WriteString("iban", creditor?.Iban);
        json.WriteString("holder", creditor?.Name);
        json.WriteString("remittance", order.Remittance);
        json.WriteEndObject();
    }

    private static string WordOf(PaymentOrderState state) => state switch
    {
        PaymentOrderState.Ordered => "ordered",
        PaymentOrderState.Executed => "executed",
        PaymentOrderState.Failed => "failed",
        PaymentOrderState.Corrected => "corrected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
