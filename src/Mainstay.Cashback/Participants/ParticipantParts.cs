using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>That a person has accepted the terms.</summary>
/// <param name="AcceptedAt">The instant.</param>
/// <param name="AcceptedOn">Its local date.</param>
/// <param name="Terms">Which version of them.</param>
/// <param name="Identity">Birth date and tax id.</param>
/// <param name="TaxIdKey">Names the tax id's stream.</param>
internal sealed record Membership(DateTimeOffset AcceptedAt, DateOnly AcceptedOn, string Terms, Sealed<Identity> Identity, string? TaxIdKey);

/// <summary>A card or other instrument that is or was a person's.</summary>
/// <param name="Id">Opaque.</param>
/// <param name="Key">Names its stream.</param>
/// <param name="Face">What the person knows it by.</param>
/// <param name="ActivatedOn">Local date.</param>
/// <param name="DeactivatedOn">Local date; null while active.</param>
/// <param name="IsLost">Somebody else added it at the same moment.</param>
/// <param name="Check">How the issuer's check stands; null when it is passed, or none is needed.</param>
/// <param name="RefusedBecause">Why the issuer refused; see <see cref="Instruments.Checks.CheckAnswer"/>.</param>
internal sealed record HeldInstrument(
    string Id, string Key, Sealed<CardFace> Face, DateOnly ActivatedOn, DateOnly? DeactivatedOn = null, bool IsLost = false, CheckState? Check = null, string? RefusedBecause = null)
{
    [JsonIgnore]
    public bool IsActive => DeactivatedOn is null && !IsLost;

    /// <summary>How far it is.</summary>
    [JsonIgnore]
    public InstrumentStanding Standing => this switch
    {
        { IsLost: true } or { Check: CheckState.Refused } => InstrumentStanding.Refused,
        { IsActive: false } => InstrumentStanding.Ended,
        { Check: CheckState.Awaited } => InstrumentStanding.Received,
        _ => InstrumentStanding.Active,
    };

    /// <summary>Why it is refused: in-use when somebody else had it first, otherwise the issuer's reason; null when it is not refused.</summary>
    [JsonIgnore]
    public string? Reason => IsLost ? "in-use" : RefusedBecause;

    internal static HeldInstrument Of(ParticipantEvent.InstrumentAdded added) =>
        new(added.InstrumentId, added.Key, added.Face, added.ActivatedOn, Check: added.AwaitsCheck == true ? CheckState.Awaited : null);

    internal HeldInstrument With(ParticipantEvent.InstrumentRefused refused) => this with { DeactivatedOn = refused.DeactivatedOn, Check = CheckState.Refused, RefusedBecause = refused.Reason };

    internal InstrumentDays Days() => new(ActivatedOn, DeactivatedOn);
}

/// <summary>How far a card is, as its person is told.</summary>
internal enum InstrumentStanding
{
    /// <summary>The issuer is asked.</summary>
    Received,

    Active,

    /// <summary>By the issuer, or because somebody else had it first.</summary>
    Refused,

    /// <summary>The person has removed it, or has left.</summary>
    Ended,
}

/// <summary>How the issuer's check of a card stands. Stored as numbers.</summary>
internal enum CheckState
{
    /// <summary>The issuer has not answered yet. Purchases count meanwhile.</summary>
    Awaited = 1,

    /// <summary>The issuer says that the card is not to be used.</summary>
    Refused = 2,
}

/// <summary>A reversal of a period that is not settled.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Period">Of its local date.</param>
/// <param name="FileId">The file it came in.</param>
/// <param name="FileRow">1-based.</param>
/// <param name="At">When it was made.</param>
/// <param name="AmountMinor">What goes back.</param>
/// <param name="Match">What it is compared by.</param>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Purchase">What it takes back; null when nothing.</param>
/// <param name="RewardMinor">What it changes in the reward before the cap.</param>
/// <param name="ShownMinor">What it changes in the capped sum.</param>
/// <param name="Decided">The purchase that somebody has decided on.</param>
/// <param name="IsDismissed">Somebody has decided that it takes back nothing.</param>
internal sealed record HeldReversal(
    UInt128 Key, string Period, string FileId, int FileRow, DateTimeOffset At, long AmountMinor, MatchKeys Match, RowOutcome Outcome,
    UInt128? Purchase = null, long RewardMinor = 0, long ShownMinor = 0, UInt128? Decided = null, bool IsDismissed = false)
{
    public Reversal ToMatch() => new(Key, At, AmountMinor, Match, Decided, IsDismissed);

    /// <summary>Whether it might take a purchase back, or does.</summary>
    public bool Touches(KeyedPurchase purchase) => Decided == purchase.Key || Purchase == purchase.Key || ToMatch().MightMean(purchase.Row.Match);

    public HeldReversal With(MatchedReversal change) => this with { Outcome = change.Outcome, Purchase = change.Purchase, RewardMinor = change.RewardMinor, ShownMinor = change.ShownMinor };
}

/// <summary>An account that holds for what ended while it was on file.</summary>
/// <param name="Through">The end of the last period that it holds for: until its deadline no other account was given.</param>
/// <param name="Account">Sealed under the person's key.</param>
internal sealed record HeldAccount(DateOnly Through, Sealed<BankAccount> Account);

/// <summary>That a person has left.</summary>
/// <param name="AcceptedAt">When they had accepted the terms.</param>
/// <param name="On">Local date.</param>
internal sealed record Leaving(DateTimeOffset AcceptedAt, DateOnly On);

/// <summary>What a person has in a period.</summary>
/// <param name="Period">Which.</param>
/// <param name="Count">Purchases that count.</param>
/// <param name="RewardMinor">Their rewards, before the cap.</param>
/// <param name="LastPurchaseAt">The latest counted purchase.</param>
/// <param name="Settlement">What it came to when the period was closed; null before.</param>
internal sealed record PeriodTotals(string Period, int Count, long RewardMinor, DateTimeOffset LastPurchaseAt, Settlement? Settlement = null)
{
    /// <summary>After leaving, of a period that was settled: nothing is due any more. What it had come to stays known, so that closing adds up if it is still under way.</summary>
    public PeriodTotals Forfeited() => this with { Settlement = Settlement! with { DueMinor = 0, ForfeitedMinor = Settlement.DueMinor, NeedsAccount = false } };
}

/// <summary>What a closed period owes a person.</summary>
/// <param name="DueMinor">Before a cut.</param>
/// <param name="PayoutId">The payout that pays it; null while owed.</param>
/// <param name="PaidMinor">What was ordered, after a cut.</param>
/// <param name="PrizeMinor">What of it is the prize of the ranking.</param>
/// <param name="OrderId">The order that pays it.</param>
/// <param name="ExecutedOn">When the bank paid.</param>
/// <param name="Failed">The last order that the bank could not carry out.</param>
/// <param name="FailedReason">Why, in the bank's words.</param>
/// <param name="NeedsAccount">A payment failed since the person last gave an account.</param>
/// <param name="ForfeitedMinor">What was due when the person left.</param>
internal sealed record Settlement(
    long DueMinor, string? PayoutId = null, long PaidMinor = 0, long PrizeMinor = 0, string? OrderId = null, DateOnly? ExecutedOn = null,
    OrderName? Failed = null, string? FailedReason = null, bool NeedsAccount = false, long ForfeitedMinor = 0);
