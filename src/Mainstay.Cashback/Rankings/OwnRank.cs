namespace Mainstay.Cashback.Rankings;

/// <summary>Where a person stands in a period's ranking, at most a minute ago.</summary>
/// <param name="Place">Their place; null without a purchase that counts, and before anybody's has been read.</param>
/// <param name="People">How many have one.</param>
/// <param name="CountAtLastPrizePlace">How many purchases the last one has who gets the prize; null while there are fewer people.</param>
public sealed record OwnRank(int? Place, int People, int? CountAtLastPrizePlace);
