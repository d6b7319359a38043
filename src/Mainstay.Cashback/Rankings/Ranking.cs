using Mainstay.Cashback.Counting;

namespace Mainstay.Cashback.Rankings;

/// <summary>
/// Everybody's place in one period at one moment: 16 bytes a person, sorted, so that a place is found by halving. A place is packed as the rule has it (<see cref="RankPlace"/>): 20 bits of the count,
/// the more the smaller; 38 bits of the last purchase and 44 of the acceptance of terms in milliseconds; and what is left of the account id.
/// </summary>
internal sealed class Ranking
{
    public static readonly Ranking Empty = new([]);

    /// <summary>Before anybody's place has been read: nobody is told one.</summary>
    public static readonly Ranking Unread = new([]);

    private const int MaximumCount = (1 << 20) - 1;
    private static readonly DateTimeOffset Epoch = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly UInt128[] _places;

    private Ranking(UInt128[] places) => _places = places;

    /// <summary>People with at least one purchase that counts.</summary>
    public int People => _places.Length;

    /// <summary>Sorts the packed places of a period; the array becomes the ranking's own.</summary>
    public static Ranking Of(UInt128[] places)
    {
        Array.Sort(places);
        return new Ranking(places);
    }

    /// <summary>A place as it sorts.</summary>
    public static UInt128 Pack(RankPlace place)
    {
        var packed = (UInt128)(ulong)(MaximumCount - Math.Min(place.Count, MaximumCount));
        packed = (packed << 38) | Milliseconds(place.LastPurchaseAt, 38);
        packed = (packed << 44) | Milliseconds(place.AcceptedAt, 44);
        return (packed << 26) | Beginning(place.AccountId);
    }

    /// <summary>The same with somebody who was told a place, and may have come since.</summary>
    public int PeopleWith(int? rank) => Math.Max(People, rank ?? 0);

    /// <summary>The 1-based place of somebody who stands here: one more than the number of people in front; null while nothing has been read.</summary>
    public int? RankOf(RankPlace place)
    {
        if (this == Unread) return null;
        var at = Array.BinarySearch(_places, Pack(place));
        if (at < 0) return ~at + 1;
        while (at > 0 && _places[at - 1] == _places[at]) at--;
        return at + 1;
    }

    /// <summary>How many purchases the person at a 1-based place has; null when there is nobody.</summary>
    public int? CountAt(int rank) => rank >= 1 && rank <= _places.Length ? MaximumCount - (int)(ulong)(_places[rank - 1] >> 108) : null;

    private static ulong Milliseconds(DateTimeOffset instant, int bits) => (ulong)Math.Clamp((long)(instant - Epoch).TotalMilliseconds, 0, (1L << bits) - 1);

    // The first characters of an id, which order as the ids do; who agrees in all the rest and in these is placed exactly when the period is closed.
    private static uint Beginning(string accountId)
    {
        uint beginning = 0;
        for (var i = 0; i < 3; i++) beginning = (beginning << 8) | (i < accountId.Length ? (byte)Math.Min(accountId[i], (char)byte.MaxValue) : 0u);
        return beginning;
    }
}
