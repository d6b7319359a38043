namespace Mainstay.Banking.Pain001;

/// <summary>The version of the message: they differ in name space, execution date and the element of a BIC.</summary>
internal enum Pain001Version
{
    /// <summary>pain.001.001.03, of 2009.</summary>
    V03,

    /// <summary>pain.001.001.09, of 2019; in SEPA since November 2023.</summary>
    V09,
}

/// <summary>Who pays.</summary>
/// <param name="Name">As the bank knows it.</param>
/// <param name="Iban">The account that is debited, checked.</param>
/// <param name="Bic">Of its bank, or null.</param>
internal sealed record Debtor(string Name, string Iban, string? Bic);

/// <summary>What stands at the head of a credit transfer initiation.</summary>
/// <param name="MessageId">At most 35 characters, unique for ever.</param>
/// <param name="CreatedAt">The instant.</param>
/// <param name="ExecuteOn">The day on which the bank shall pay.</param>
/// <param name="Debtor">Who pays.</param>
/// <param name="Orders">How many transfers follow; the bank refuses the file when it finds another number.</param>
/// <param name="TotalMinor">Their sum in cents; the same.</param>
internal sealed record Pain001Message(string MessageId, DateTimeOffset CreatedAt, DateOnly ExecuteOn, Debtor Debtor, long Orders, long TotalMinor);

/// <summary>One transfer in euro.</summary>
/// <param name="EndToEndId">At most 35 characters; comes back with the outcome.</param>
/// <param name="AmountMinor">Cents, above zero.</param>
/// <param name="Iban">Whom it goes to.</param>
/// <param name="Name">Holder of that account.</param>
/// <param name="Remittance">What they read on their statement.</param>
internal sealed record CreditTransfer(string EndToEndId, long AmountMinor, string Iban, string Name, string Remittance);
