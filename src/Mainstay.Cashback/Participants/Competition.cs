using System.Runtime.InteropServices;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Participants;

/// <summary>A purchase with its key.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyedPurchase(UInt128 Key, TakenRow Row)
{
    public ReversiblePurchase ToMatch() => new(Key, DateTimeOffset.FromUnixTimeMilliseconds(Row.AtMilliseconds), Row.AmountMinor, Row.Match);
}

/// <summary>
/// All reversals of a period that compete, directly or through others, for the same purchases, and those purchases: what is outside has no part in what they come to. It keeps the work small for
/// somebody with many reversals, each of which has one purchase that is no other's.
/// </summary>
/// <param name="Reversals">In order of time.</param>
/// <param name="Purchases">In no particular order.</param>
internal sealed record Competition(List<HeldReversal> Reversals, List<KeyedPurchase> Purchases)
{
    /// <summary>Each round looks at every purchase once, and keeps none that has no part in it: somebody with ten thousand purchases pays for them with each row that comes.</summary>
    /// <param name="participant">Whose.</param>
    /// <param name="programme">The rules.</param>
    /// <param name="period">The period.</param>
    /// <param name="touched">The reversals to begin with.</param>
    public static Competition Around(Participant participant, Programme programme, ProgrammePeriod period, IReadOnlySet<UInt128> touched)
    {
        var others = participant.Reversals.Where(held => held.Period == period.Id).ToList();
        var (competition, meant, found) = (new Competition([], []), new RowNames(), new RowNames());
        var next = others.FindAll(held => touched.Contains(held.Key));
        while (next.Count > 0)
        {
            competition.Reversals.AddRange(next);
            foreach (var held in next) meant.Add(held);
            foreach (var purchase in InPeriod(participant, programme, period))
            {
                if (meant.Has(purchase) && found.Add(purchase)) competition.Purchases.Add(purchase);
            }

            var known = next.Select(held => held.Key).ToHashSet();
            others.RemoveAll(held => known.Contains(held.Key));
            next = others.FindAll(found.Has);
        }

        competition.Reversals.Sort(static (left, right) => (left.At, left.Key).CompareTo((right.At, right.Key)));
        return competition;
    }

    /// <summary>Every purchase of a period's days.</summary>
    public static IEnumerable<KeyedPurchase> InPeriod(Participant participant, Programme programme, ProgrammePeriod period)
    {
        var from = programme.Zone.BeginningOf(period.Start).ToUnixTimeMilliseconds();
        var until = programme.Zone.BeginningOf(period.End.AddDays(1)).ToUnixTimeMilliseconds();
        foreach (var (key, row) in participant.Purchases.Purchases())
        {
            if (from <= row.AtMilliseconds && row.AtMilliseconds < until) yield return new KeyedPurchase(key, row);
        }
    }
}
