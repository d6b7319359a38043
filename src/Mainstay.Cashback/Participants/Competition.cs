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
    /// <param name="participant">Whose.</param>
    /// <param name="programme">The rules.</param>
    /// <param name="period">The period.</param>
    /// <param name="touched">The reversals to begin with.</param>
    public static Competition Around(Participant participant, Programme programme, ProgrammePeriod period, IReadOnlyCollection<UInt128> touched)
    {
        var all = PurchasesOf(participant, programme, period);
        var others = participant.Reversals.Where(held => held.Period == period.Id).ToList();
        var competition = new Competition([], []);
        var next = others.FindAll(held => touched.Contains(held.Key));
        while (next.Count > 0)
        {
            competition.Reversals.AddRange(next);
            others.RemoveAll(next.Contains);
            var found = all.FindAll(purchase => next.Exists(held => held.Touches(purchase)));
            competition.Purchases.AddRange(found);
            all.RemoveAll(found.Contains);
            next = others.FindAll(held => found.Exists(held.Touches));
        }

        competition.Reversals.Sort(static (left, right) => (left.At, left.Key).CompareTo((right.At, right.Key)));
        return competition;
    }

    /// <summary>Every purchase of a period's days.</summary>
    public static List<KeyedPurchase> PurchasesOf(Participant participant, Programme programme, ProgrammePeriod period)
    {
        var from = programme.Zone.BeginningOf(period.Start).ToUnixTimeMilliseconds();
        var until = programme.Zone.BeginningOf(period.End.AddDays(1)).ToUnixTimeMilliseconds();
        return [.. participant.Purchases.Purchases().Where(purchase => from <= purchase.Row.AtMilliseconds && purchase.Row.AtMilliseconds < until).Select(purchase => new KeyedPurchase(purchase.Key, purchase.Row))];
    }
}
