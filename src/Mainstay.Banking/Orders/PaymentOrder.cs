using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Banking.Orders;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Ordered), "payment-order.ordered.1")]
internal abstract record PaymentOrderEvent
{
    /// <param name="PayoutId">The payout it belongs to.</param>
    /// <param name="OrderId">Its EndToEndId.</param>
    /// <param name="AccountId">Whose money it is.</param>
    /// <param name="AmountMinor">Above zero.</param>
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="Creditor">Where it goes; null when the person was erased before the order arrived.</param>
    /// <param name="Remittance">What the person reads on their statement.</param>
    internal sealed record Ordered(
        string PayoutId, string OrderId, string AccountId, long AmountMinor, string Currency, Sealed<Creditor>? Creditor, string Remittance) : PaymentOrderEvent;
}

internal abstract record PaymentOrderCommand
{
    internal sealed record Order(PaymentOrdered Letter) : PaymentOrderCommand;
}

/// <summary>Where an order's money goes.</summary>
/// <param name="Iban">Electronic format.</param>
/// <param name="Name">Of the account's holder.</param>
internal sealed record Creditor(string Iban, string Name);

/// <summary>One order to pay one person, named by payout and order id.</summary>
internal sealed record PaymentOrder(string PayoutId, string OrderId, long AmountMinor, string Currency, Sealed<Creditor>? Creditor, string Remittance)
{
    public static readonly EntityType<PaymentOrder, PaymentOrderCommand, PaymentOrderEvent> Type = new("payment-order")
    {
        Empty = new PaymentOrder("", "", 0, "", null, ""),
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => new PaymentOrderCommand.Order((PaymentOrdered)letter),
        Json = static options => new PaymentOrderJson(options),
    };

    public static string StreamOf(string payoutId, string orderId) => string.Concat(payoutId, ":", orderId);

    private static Decision<PaymentOrderEvent> Decide(PaymentOrder order, PaymentOrderCommand command, Context context) => command switch
    {
        PaymentOrderCommand.Order when order.OrderId.Length > 0 => Decision<PaymentOrderEvent>.Nothing,
        PaymentOrderCommand.Order { Letter: var letter } => new PaymentOrderEvent.Ordered(
            letter.PayoutId, letter.OrderId, letter.AccountId, letter.Amount.AmountMinor, letter.Amount.Currency, CreditorOf(letter), letter.Remittance),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static PaymentOrder Apply(PaymentOrder order, PaymentOrderEvent stored) => stored switch
    {
        PaymentOrderEvent.Ordered ordered => new PaymentOrder(
            ordered.PayoutId, ordered.OrderId, ordered.AmountMinor, ordered.Currency, ordered.Creditor, ordered.Remittance),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static Sealed<Creditor>? CreditorOf(PaymentOrdered letter) =>
        letter is { Iban: { } iban, Holder: { } holder } ? new Sealed<Creditor>(letter.AccountId, new Creditor(iban, holder)) : null;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaymentOrder))]
[JsonSerializable(typeof(PaymentOrderEvent))]
[JsonSerializable(typeof(Creditor))]
internal sealed partial class PaymentOrderJson : JsonSerializerContext;
