namespace Mainstay.Contracts;

/// <summary>
/// One person's money is to be paid to their account. Written to "payment-order/{payoutId}:{orderId}" by the entity that owes it; an order is named by who owes
/// what to whom, so that writing it twice is one order.
/// </summary>
/// <param name="PayoutId">The payout it belongs to.</param>
/// <param name="OrderId">Becomes the EndToEndId: at most 35 characters of the SEPA set.</param>
/// <param name="AccountId">Whose money it is; personal fields are sealed for this account.</param>
/// <param name="Amount">What is paid, above zero.</param>
/// <param name="Iban">Electronic format; null when the person was erased since, and the order cannot be paid.</param>
/// <param name="Holder">Name of the account's holder; null when the person was erased since.</param>
/// <param name="Remittance">What the person reads on their statement, at most 140 characters.</param>
/// <param name="Owner">The stream of the entity that owes it, which is told what the bank says.</param>
/// <param name="Corrects">The order before it that the bank could not carry out; null for a first one.</param>
public sealed record PaymentOrdered(
    string PayoutId, string OrderId, string AccountId, Money Amount, string? Iban, string? Holder, string Remittance, string Owner, PaymentOrderName? Corrects = null) : Letter
{
    /// <summary>The order's stream.</summary>
    public string Stream => StreamOf(PayoutId, OrderId);

    public static string StreamOf(string payoutId, string orderId) => $"payment-order/{payoutId}:{orderId}";
}

/// <summary>Names a payment order.</summary>
public sealed record PaymentOrderName(string PayoutId, string OrderId);

/// <summary>What the bank says of an order. Written to the entity that owes it.</summary>
/// <param name="PayoutId">The payout.</param>
/// <param name="OrderId">The order.</param>
/// <param name="ExecutedOn">The day on which it was paid; null: it failed.</param>
/// <param name="Reason">Why it failed, in the bank's words.</param>
public sealed record PaymentSettled(string PayoutId, string OrderId, DateOnly? ExecutedOn, string? Reason) : Letter;

/// <summary>A failed order has a successor, so that nothing more is to be said of it. Written to the failed order.</summary>
/// <param name="PayoutId">The failed order's payout.</param>
/// <param name="OrderId">The failed order.</param>
/// <param name="ByPayoutId">The payout of the order that corrects it.</param>
/// <param name="ByOrderId">The order that corrects it.</param>
public sealed record PaymentCorrected(string PayoutId, string OrderId, string ByPayoutId, string ByOrderId) : Letter
{
    /// <summary>The failed order's stream.</summary>
    public string Stream => PaymentOrdered.StreamOf(PayoutId, OrderId);
}

/// <summary>All orders of a payout are written. Written to "payout/{payoutId}".</summary>
/// <param name="PayoutId">The payout.</param>
/// <param name="Scheme">What pays it, such as "cashback/state-cashback-2020".</param>
/// <param name="Orders">How many orders there are.</param>
/// <param name="Total">Their sum.</param>
public sealed record PayoutCompleted(string PayoutId, string Scheme, long Orders, Money Total) : Letter
{
    /// <summary>The payout's stream.</summary>
    public string Stream => StreamOf(PayoutId);

    public static string StreamOf(string payoutId) => "payout/" + payoutId;
}
