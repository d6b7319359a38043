using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Joined), "participant.joined.1")]
[JsonDerivedType(typeof(TaxIdLost), "participant.tax-id-lost.1")]
[JsonDerivedType(typeof(Withdrawn), "participant.withdrawn.1")]
[JsonDerivedType(typeof(IbanSet), "participant.iban-set.1")]
[JsonDerivedType(typeof(InstrumentAdded), "participant.instrument-added.1")]
[JsonDerivedType(typeof(InstrumentRemoved), "participant.instrument-removed.1")]
[JsonDerivedType(typeof(InstrumentLost), "participant.instrument-lost.1")]
[JsonDerivedType(typeof(InstrumentConfirmed), "participant.instrument-confirmed.1")]
[JsonDerivedType(typeof(InstrumentRefused), "participant.instrument-refused.1")]
[JsonDerivedType(typeof(PurchaseTaken), "participant.purchase-taken.1")]
[JsonDerivedType(typeof(ReversalTaken), "participant.reversal-taken.1")]
[JsonDerivedType(typeof(ReversalDecided), "participant.reversal-decided.1")]
[JsonDerivedType(typeof(ReversalsMatched), "participant.reversals-matched.1")]
[JsonDerivedType(typeof(PeriodSettled), "participant.period-settled.1")]
[JsonDerivedType(typeof(OrderedPayment), "participant.payment-ordered.1")]
[JsonDerivedType(typeof(PaymentExecuted), "participant.payment-executed.1")]
[JsonDerivedType(typeof(PaymentFailed), "participant.payment-failed.1")]
internal abstract record ParticipantEvent
{
    /// <summary>Accepted the terms.</summary>
    /// <param name="Terms">Which version of them.</param>
    /// <param name="AcceptedAt">When.</param>
    /// <param name="AcceptedOn">Its local date.</param>
    /// <param name="Identity">Birth date and tax id.</param>
    /// <param name="TaxIdKey">Names the tax id's stream; null where the programme asks for none.</param>
    /// <param name="Number">Which of their memberships this is, from 1; zero in events of the first release, where there was one.</param>
    internal sealed record Joined(string Terms, DateTimeOffset AcceptedAt, DateOnly AcceptedOn, Sealed<Identity> Identity, string? TaxIdKey, int Number = 0) : ParticipantEvent;

    /// <summary>The tax id went to somebody else between claim and confirmation; the membership ends as if it had not begun.</summary>
    internal sealed record TaxIdLost : ParticipantEvent;

    /// <summary>Left the programme: the cards are given back, the account is forgotten, and what was not paid is forfeited.</summary>
    /// <param name="On">Local date.</param>
    /// <param name="TaxIdKey">Names the tax id's stream; null where the programme asks for none.</param>
    /// <param name="Instruments">The cards that were active.</param>
    /// <param name="Forfeited">Every period that had begun and was not paid.</param>
    internal sealed record Withdrawn(DateOnly On, string? TaxIdKey, ImmutableArray<ReturnedInstrument> Instruments, ImmutableArray<ForfeitedPeriod> Forfeited) : ParticipantEvent
    {
        public bool Forfeits(string period) => Forfeited.Any(forfeited => forfeited.Period == period);
    }

    /// <param name="Account">What is paid from now on is paid there.</param>
    /// <param name="HeldThrough">Periods that end by this day are paid to the account before, whose deadline has passed; null: none.</param>
    internal sealed record IbanSet(Sealed<BankAccount> Account, DateOnly? HeldThrough = null) : ParticipantEvent;

    /// <param name="InstrumentId">Opaque.</param>
    /// <param name="Key">Names the instrument's stream: version and keyed hash of its number.</param>
    /// <param name="Face">What a person knows it by.</param>
    /// <param name="ActivatedOn">Local date.</param>
    /// <param name="AwaitsCheck">True: the issuer is asked. Null: there is nothing to ask.</param>
    internal sealed record InstrumentAdded(string InstrumentId, string Key, Sealed<CardFace> Face, DateOnly ActivatedOn, bool? AwaitsCheck = null) : ParticipantEvent;

    /// <summary>The issuer has confirmed the card.</summary>
    internal sealed record InstrumentConfirmed(string InstrumentId) : ParticipantEvent;

    /// <summary>The issuer has refused the card: it ends as one that is removed, and is free for others.</summary>
    /// <param name="InstrumentId">Which.</param>
    /// <param name="Key">Names its stream.</param>
    /// <param name="Reason">See <see cref="Instruments.Checks.CheckAnswer"/>.</param>
    /// <param name="DeactivatedOn">Local date; its purchases still count.</param>
    internal sealed record InstrumentRefused(string InstrumentId, string Key, string Reason, DateOnly DeactivatedOn) : ParticipantEvent;

    /// <param name="InstrumentId">Which.</param>
    /// <param name="Key">Names its stream.</param>
    /// <param name="DeactivatedOn">Local date; its purchases still count.</param>
    internal sealed record InstrumentRemoved(string InstrumentId, string Key, DateOnly DeactivatedOn) : ParticipantEvent;

    /// <summary>Somebody else had added the instrument a moment before.</summary>
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

    /// <param name="FileId">The file it came in.</param>
    /// <param name="FileRow">1-based.</param>
    /// <param name="InstrumentId">The instrument.</param>
    /// <param name="Row">The transaction.</param>
    /// <param name="Outcome">Waiting, or why it takes nothing back; what it comes to is said by <see cref="ReversalsMatched"/>.</param>
    /// <param name="Period">The period of its local date, or null.</param>
    /// <param name="WaitsUntil">The last day on which its purchase may come; null unless it waits.</param>
    internal sealed record ReversalTaken(
        string FileId, int FileRow, string InstrumentId, AcquirerRow Row, RowOutcome Outcome = RowOutcome.Waiting, string? Period = null, DateOnly? WaitsUntil = null) : ParticipantEvent;

    /// <summary>Somebody has decided about a reversal, or taken their decision back.</summary>
    /// <param name="Key">Names the reversal.</param>
    /// <param name="Purchase">The purchase that it takes back, or null.</param>
    /// <param name="IsDismissed">It takes back nothing.</param>
    /// <param name="By">Account id of who decided.</param>
    internal sealed record ReversalDecided(UInt128 Key, UInt128? Purchase, bool IsDismissed, string By) : ParticipantEvent;

    /// <summary>What reversals come to, as far as it has changed.</summary>
    /// <param name="Period">The period.</param>
    /// <param name="Reversals">The reversals that come to something else now.</param>
    /// <param name="Purchases">The purchases of which nothing is left now, or something again.</param>
    /// <param name="Count">The period's count after it.</param>
    /// <param name="RewardMinor">The period's reward after it, before the cap.</param>
    /// <param name="LastPurchaseAt">The latest purchase that counts after it.</param>
    /// <param name="PeriodCapMinor">The cap of the sum, by which a list says again what each row adds to it; null in what was stored before lists did.</param>
    internal sealed record ReversalsMatched(
        string Period, ImmutableArray<MatchedReversal> Reversals, ImmutableArray<ReversedPurchase> Purchases, int Count, long RewardMinor, DateTimeOffset LastPurchaseAt, long? PeriodCapMinor = null)
        : ParticipantEvent;

    /// <summary>A period is closed for this participant: nothing of its days counts any more.</summary>
    /// <param name="Period">Which.</param>
    /// <param name="Count">Purchases that counted.</param>
    /// <param name="RewardMinor">Their rewards, before the cap.</param>
    /// <param name="DueMinor">What is due: zero below the minimum count, at most the cap.</param>
    /// <param name="HasIban">Whether there is an account to pay it to.</param>
    /// <param name="PrizeMinor">What of it is the prize of the ranking.</param>
    internal sealed record PeriodSettled(string Period, int Count, long RewardMinor, long DueMinor, bool HasIban, long PrizeMinor = 0) : ParticipantEvent;

    /// <summary>What was due for a period is ordered to be paid. The account is kept as it was then. Corrects: the order before it, which the bank could not carry out.</summary>
    internal sealed record OrderedPayment(
        string Period, string PayoutId, string OrderId, long AmountMinor, string Currency, Sealed<BankAccount> Account, string Remittance, OrderName? Corrects = null) : ParticipantEvent;

    /// <summary>The bank has paid.</summary>
    internal sealed record PaymentExecuted(string Period, OrderName Order, DateOnly On) : ParticipantEvent;

    /// <summary>The bank could not pay. What was ordered is owed again, once the person has given an account again.</summary>
    internal sealed record PaymentFailed(string Period, OrderName Order, string Reason) : ParticipantEvent;
}

/// <summary>What a reversal comes to.</summary>
/// <param name="Key">Names it.</param>
/// <param name="FileId">The file it came in.</param>
/// <param name="FileRow">1-based.</param>
/// <param name="Outcome">Counted when it takes back what counted.</param>
/// <param name="Purchase">What it takes back; null when nothing.</param>
/// <param name="RewardMinor">What it changes in the reward before the cap; not above zero.</param>
/// <param name="ShownMinor">What it changes in the capped sum.</param>
/// <param name="RunningMinor">The capped sum after it.</param>
internal sealed record MatchedReversal(UInt128 Key, string FileId, int FileRow, RowOutcome Outcome, UInt128? Purchase, long RewardMinor, long ShownMinor, long RunningMinor);

/// <summary>A purchase of which nothing is left now, or something again.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Source">The file and the row it came in; see <see cref="RowSource"/>.</param>
/// <param name="Outcome">Reversed or counted.</param>
internal sealed record ReversedPurchase(UInt128 Key, ulong Source, RowOutcome Outcome);

/// <summary>A card that was active when its owner left.</summary>
internal sealed record ReturnedInstrument(string InstrumentId, string Key);

/// <summary>What somebody who left had in a period.</summary>
/// <param name="Period">Which.</param>
/// <param name="From">Its first instant.</param>
/// <param name="Until">The first instant after it.</param>
/// <param name="Count">Purchases that had counted.</param>
/// <param name="RewardMinor">Their rewards within the cap.</param>
/// <param name="IsSettled">Whether the period was closed for them already.</param>
/// <param name="DueMinor">What the closed period owed; zero while it was open.</param>
internal sealed record ForfeitedPeriod(string Period, DateTimeOffset From, DateTimeOffset Until, int Count, long RewardMinor, bool IsSettled, long DueMinor)
{
    /// <summary>Whether an instant (Unix milliseconds) lies in it.</summary>
    public bool Holds(long atMilliseconds) => From.ToUnixTimeMilliseconds() <= atMilliseconds && atMilliseconds < Until.ToUnixTimeMilliseconds();
}

/// <summary>Names a payment order.</summary>
internal sealed record OrderName(string PayoutId, string OrderId);

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
