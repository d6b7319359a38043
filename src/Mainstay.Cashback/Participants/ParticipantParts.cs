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
/// <param name="IsLost">It went to somebody else before it was confirmed.</param>
internal sealed record HeldInstrument(string Id, string Key, Sealed<CardFace> Face, DateOnly ActivatedOn, DateOnly? DeactivatedOn = null, bool IsLost = false)
{
    [JsonIgnore]
    public bool IsActive => DeactivatedOn is null && !IsLost;

    internal InstrumentDays Days() => new(ActivatedOn, DeactivatedOn);
}

/// <summary>What a person has in a period.</summary>
/// <param name="Period">Which.</param>
/// <param name="Count">Purchases that count.</param>
/// <param name="RewardMinor">Their rewards, before the cap.</param>
/// <param name="LastPurchaseAt">The latest counted purchase.</param>
/// <param name="Settlement">What it came to when the period was closed; null before.</param>
internal sealed record PeriodTotals(string Period, int Count, long RewardMinor, DateTimeOffset LastPurchaseAt, Settlement? Settlement = null);

/// <summary>What a closed period owes a person.</summary>
/// <param name="DueMinor">Before a cut.</param>
/// <param name="PayoutId">The payout that pays it; null while owed.</param>
/// <param name="PaidMinor">What was ordered, after a cut.</param>
internal sealed record Settlement(long DueMinor, string? PayoutId = null, long PaidMinor = 0);
