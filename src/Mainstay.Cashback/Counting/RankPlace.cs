using Mainstay.Cashback.Participants;

namespace Mainstay.Cashback.Counting;

/// <summary>
/// Where somebody stands in a period's ranking: more purchases first; among the same number, who made the last one earlier; then who accepted the terms earlier; then by account id, so that no two
/// have the same place.
/// </summary>
/// <param name="Count">Purchases that count.</param>
/// <param name="LastPurchaseAt">The latest of them.</param>
/// <param name="AcceptedAt">When the terms were accepted.</param>
/// <param name="AccountId">Whose place it is.</param>
internal sealed record RankPlace(int Count, DateTimeOffset LastPurchaseAt, DateTimeOffset AcceptedAt, string AccountId)
{
    public static RankPlace Of(PeriodTotals totals, Membership membership, string accountId) => new(totals.Count, totals.LastPurchaseAt, membership.AcceptedAt, accountId);

    /// <summary>Whether this place is another one or in front of it.</summary>
    public bool IsAtOrBefore(RankPlace other) =>
        (other.Count, LastPurchaseAt, AcceptedAt).CompareTo((Count, other.LastPurchaseAt, other.AcceptedAt)) is var order && (order < 0 || (order == 0 && string.CompareOrdinal(AccountId, other.AccountId) <= 0));
}
