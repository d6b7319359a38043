using System.Text.Json.Serialization;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Joined), "participant.joined.1")]
[JsonDerivedType(typeof(TaxIdLost), "participant.tax-id-lost.1")]
[JsonDerivedType(typeof(IbanSet), "participant.iban-set.1")]
[JsonDerivedType(typeof(InstrumentAdded), "participant.instrument-added.1")]
[JsonDerivedType(typeof(InstrumentRemoved), "participant.instrument-removed.1")]
[JsonDerivedType(typeof(InstrumentLost), "participant.instrument-lost.1")]
[JsonDerivedType(typeof(PurchaseTaken), "participant.purchase-taken.1")]
[JsonDerivedType(typeof(ReversalTaken), "participant.reversal-taken.1")]
[JsonDerivedType(typeof(PeriodSettled), "participant.period-settled.1")]
[JsonDerivedType(typeof(OrderedPayment), "participant.payment-ordered.1")]
internal abstract record ParticipantEvent
{
    /// <summary>Accepted the terms.</summary>
    /// <param name="Terms">Which version of them.</param>
    /// <param name="AcceptedAt">When.</param>
    /// <param name="AcceptedOn">Its local date.</param>
    /// <param name="Identity">Birth date and tax id.</param>
    /// <param name="TaxIdKey">Names the tax id's stream; null where the programme asks for none.</param>
    internal sealed record Joined(string Terms, DateTimeOffset AcceptedAt, DateOnly AcceptedOn, Sealed<Identity> Identity, string? TaxIdKey) : ParticipantEvent;

    /// <summary>The tax id went to somebody else between claim and confirmation; the membership ends as if it had not begun.</summary>
    internal sealed record TaxIdLost : ParticipantEvent;

    internal sealed record IbanSet(Sealed<BankAccount> Account) : ParticipantEvent;

    /// <param name="InstrumentId">Opaque.</param>
    /// <param name="Key">Names the instrument's stream: version and keyed hash of its number.</param>
    /// <param name="Face">What a person knows it by.</param>
    /// <param name="ActivatedOn">Local date.</param>
    internal sealed record InstrumentAdded(string InstrumentId, string Key, Sealed<CardFace> Face, DateOnly ActivatedOn) : ParticipantEvent;

    /// <param name="InstrumentId">Which.</param>
    /// <param name="Key">Names its stream.</param>
    /// <param name="DeactivatedOn">Local date; its purchases still count.</param>
    internal sealed record InstrumentRemoved(string InstrumentId, string Key, DateOnly DeactivatedOn) : ParticipantEvent;

    /// <summary>The instrument went to somebody else between claim and confirmation.</summary>
    internal sealed record InstrumentLost(string InstrumentId) : ParticipantEvent;

    /// <param name="FileId">The file it came in.</param>
    /// <param name="FileRow">1-based.</param>
    /// <param name="InstrumentId">The instrument.</param>
    /// <param name="Row">The transaction.</param>
    /// <param name="Outcome">What it is worth, and why not more.</param>
    /// <param name="Period">The period of its local date, or null.</param>
    /// <param name="RewardMinor">Before the period's cap.</param>
    /// <param name="ShownMinor">What it adds to the capped sum.</param>
    /// <param name="RunningMinor">The capped sum after it.</param>
    internal sealed record PurchaseTaken(
        string FileId, int FileRow, string InstrumentId, AcquirerRow Row, RowOutcome Outcome, string? Period,
        long RewardMinor, long ShownMinor, long RunningMinor) : ParticipantEvent;

    /// <summary>A reversal that waits for its rules.</summary>
    internal sealed record ReversalTaken(string FileId, int FileRow, string InstrumentId, AcquirerRow Row) : ParticipantEvent;

    /// <summary>A period is closed for this participant: nothing of its days counts any more.</summary>
    /// <param name="Period">Which.</param>
    /// <param name="Count">Purchases that counted.</param>
    /// <param name="RewardMinor">Their rewards, before the cap.</param>
    /// <param name="DueMinor">What is due: zero below the minimum count, at most the cap.</param>
    /// <param name="HasIban">Whether there is an account to pay it to.</param>
    internal sealed record PeriodSettled(string Period, int Count, long RewardMinor, long DueMinor, bool HasIban) : ParticipantEvent;

    /// <summary>What was due for a period is ordered to be paid. The account is kept as it was then.</summary>
    internal sealed record OrderedPayment(
        string Period, string PayoutId, string OrderId, long AmountMinor, string Currency, Sealed<BankAccount> Account, string Remittance) : ParticipantEvent;
}

/// <summary>What a programme must know about a person.</summary>
/// <param name="BirthDate">For the minimum age.</param>
/// <param name="TaxId">Null where the programme asks for none.</param>
internal sealed record Identity(DateOnly BirthDate, string? TaxId);

/// <summary>Where a person is paid.</summary>
/// <param name="Iban">Electronic format, checked.</param>
/// <param name="Holder">Whose account it is.</param>
internal sealed record BankAccount(string Iban, string Holder);

/// <summary>What a person tells their cards apart by.</summary>
/// <param name="Brand">See <see cref="Instruments.CardBrands"/>.</param>
/// <param name="LastFour">The last four digits.</param>
/// <param name="Expiry">MM/yy.</param>
/// <param name="Nickname">The person's own word for it; may be empty.</param>
internal sealed record CardFace(string Brand, string LastFour, string Expiry, string Nickname);
