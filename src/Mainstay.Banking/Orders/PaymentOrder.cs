using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Banking.Orders;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Ordered), "payment-order.ordered.1")]
[JsonDerivedType(typeof(Executed), "payment-order.executed.1")]
[JsonDerivedType(typeof(Failed), "payment-order.failed.1")]
[JsonDerivedType(typeof(Corrected), "payment-order.corrected.1")]
internal abstract record PaymentOrderEvent
{
    /// <param name="PayoutId">The payout it belongs to.</param>
    /// <param name="OrderId">Its EndToEndId.</param>
    /// <param name="AccountId">Whose money it is.</param>
    /// <param name="AmountMinor">Above zero.</param>
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="Creditor">Where it goes; null when the person was erased before the order arrived.</param>
    /// <param name="Remittance">What the person reads on their statement.</param>
    /// <param name="Owner">The stream that owes it; empty in orders of the first release.</param>
    /// <param name="Corrects">The failed order that it stands in for.</param>
    internal sealed record Ordered(
        string PayoutId, string OrderId, string AccountId, long AmountMinor, string Currency, Sealed<Creditor>? Creditor, string Remittance,
        string Owner = "", PaymentOrderName? Corrects = null) : PaymentOrderEvent;

    /// <summary>The bank has paid.</summary>
    /// <param name="Order">Which.</param>
    /// <param name="Owner">The stream that owes it.</param>
    /// <param name="On">The day.</param>
    /// <param name="Reference">The bank's own number of the transfer (CRO or TRN); may be empty.</param>
    internal sealed record Executed(PaymentOrderName Order, string Owner, DateOnly On, string Reference) : PaymentOrderEvent;

    /// <summary>The bank could not pay.</summary>
    /// <param name="Order">Which.</param>
    /// <param name="Owner">The stream that owes it.</param>
    /// <param name="Reason">In the bank's words.</param>
    internal sealed record Failed(PaymentOrderName Order, string Owner, string Reason) : PaymentOrderEvent;

    /// <summary>Another order stands in for it.</summary>
    internal sealed record Corrected(PaymentOrderName By) : PaymentOrderEvent;
}

internal abstract record PaymentOrderCommand
{
    internal sealed record Order(PaymentOrdered Letter) : PaymentOrderCommand;

    /// <summary>Refused: order-unknown, order-corrected, already-failed.</summary>
    internal sealed record RecordExecution(DateOnly On, string Reference) : PaymentOrderCommand;

    /// <summary>Refused: order-unknown, order-corrected, already-executed.</summary>
    internal sealed record RecordFailure(string Reason) : PaymentOrderCommand;

    internal sealed record Correct(PaymentOrderName By) : PaymentOrderCommand;
}

/// <summary>Where an order's money goes.</summary>
/// <param name="Iban">Electronic format.</param>
/// <param name="Name">Of the account's holder.</param>
internal sealed record Creditor(string Iban, string Name);

/// <summary>What is known of an order. The numbers are stored: add, never change.</summary>
internal enum PaymentOrderState : byte
{
    /// <summary>It is in the payment file, and the bank has not answered.</summary>
    Ordered,
    Executed,

    /// <summary>The money is owed again; it is paid by another order once the person has given an account.</summary>
    Failed,

    /// <summary>It failed, and another order stands in for it.</summary>
    Corrected,
}

/// <summary>One order to pay one person, named by payout and order id. An order ends once: paid, or failed and corrected by another.</summary>
internal sealed record PaymentOrder(
    PaymentOrderName Name, long AmountMinor, string Currency, Sealed<Creditor>? Creditor, string Remittance, string Owner = "",
    PaymentOrderState State = PaymentOrderState.Ordered, PaymentOrderName? Corrects = null)
{
    public static readonly EntityType<PaymentOrder, PaymentOrderCommand, PaymentOrderEvent> Type = new("payment-order")
    {
        Empty = new PaymentOrder(new PaymentOrderName("", ""), 0, "", null, ""),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Receive = Receive,
        Json = static options => new PaymentOrderJson(options),
        StateVersion = 2, // 1 did not know what the bank says.
    };

    [JsonIgnore]
    public bool Exists => Name.OrderId.Length > 0;

    public static string StreamOf(string payoutId, string orderId) => string.Concat(payoutId, ":", orderId);

    private static Decision<PaymentOrderEvent> Decide(PaymentOrder order, PaymentOrderCommand command, Context context) => command switch
    {
        PaymentOrderCommand.Order when order.Exists => Decision<PaymentOrderEvent>.Nothing,
        PaymentOrderCommand.Order { Letter: var letter } => new PaymentOrderEvent.Ordered(
            letter.PayoutId, letter.OrderId, letter.AccountId, letter.Amount.AmountMinor, letter.Amount.Currency, CreditorOf(letter), letter.Remittance, letter.Owner, letter.Corrects),
        PaymentOrderCommand.RecordExecution execution => Record(
            order, PaymentOrderState.Executed, "already-failed", new PaymentOrderEvent.Executed(order.Name, order.Owner, execution.On, execution.Reference)),
        PaymentOrderCommand.RecordFailure failure => Record(order, PaymentOrderState.Failed, "already-executed", new PaymentOrderEvent.Failed(order.Name, order.Owner, failure.Reason)),
        PaymentOrderCommand.Correct correct => order.State == PaymentOrderState.Failed ? new PaymentOrderEvent.Corrected(correct.By) : Decision<PaymentOrderEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    // Said twice, it is said once; said otherwise, the first word stands, for the money may have gone by it.
    private static Decision<PaymentOrderEvent> Record(PaymentOrder order, PaymentOrderState state, string contrary, PaymentOrderEvent outcome)
    {
        if (!order.Exists) return Refusal.Of("order-unknown");
        if (order.State == PaymentOrderState.Corrected) return Refusal.Of("order-corrected");
        if (order.State == state) return Decision<PaymentOrderEvent>.Nothing;
        return order.State == PaymentOrderState.Ordered ? outcome : Refusal.Of(contrary);
    }

    private static PaymentOrder Apply(PaymentOrder order, PaymentOrderEvent stored) => stored switch
    {
        PaymentOrderEvent.Ordered ordered => new PaymentOrder(
            new PaymentOrderName(ordered.PayoutId, ordered.OrderId), ordered.AmountMinor, ordered.Currency, ordered.Creditor, ordered.Remittance, ordered.Owner, Corrects: ordered.Corrects),
        PaymentOrderEvent.Executed => order with { State = PaymentOrderState.Executed },
        PaymentOrderEvent.Failed => order with { State = PaymentOrderState.Failed },
        PaymentOrderEvent.Corrected => order with { State = PaymentOrderState.Corrected },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(PaymentOrderEvent stored, Origin origin) => stored switch
    {
        PaymentOrderEvent.Executed { Owner.Length: > 0 } executed => [To(executed.Owner, new PaymentSettled(executed.Order.PayoutId, executed.Order.OrderId, executed.On, null))],
        PaymentOrderEvent.Failed { Owner.Length: > 0 } failed => [To(failed.Owner, new PaymentSettled(failed.Order.PayoutId, failed.Order.OrderId, null, failed.Reason))],
        _ => [],
    };

    private static PostedMail To(string owner, PaymentSettled letter) => new(new EntityKey(owner), letter);

    private static PaymentOrderCommand Receive(Letter letter) => letter switch
    {
        PaymentOrdered ordered => new PaymentOrderCommand.Order(ordered),
        PaymentCorrected corrected => new PaymentOrderCommand.Correct(new PaymentOrderName(corrected.ByPayoutId, corrected.ByOrderId)),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static Sealed<Creditor>? CreditorOf(PaymentOrdered letter) =>
        letter is { Iban: { } iban, Holder: { } holder } ? new Sealed<Creditor>(letter.AccountId, new Creditor(iban, holder)) : null;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaymentOrder))]
[JsonSerializable(typeof(PaymentOrderEvent))]
[JsonSerializable(typeof(Creditor))]
internal sealed partial class PaymentOrderJson : JsonSerializerContext;
