using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Mainstay.Cashback.Counting;

/// <summary>A purchase of a period as a reversal sees it.</summary>
/// <param name="Key">Names the transaction.</param>
/// <param name="At">When it was made.</param>
/// <param name="AmountMinor">What was paid.</param>
/// <param name="Match">What a reversal is compared by.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReversiblePurchase(UInt128 Key, DateTimeOffset At, long AmountMinor, MatchKeys Match);

/// <summary>A reversal of a period.</summary>
/// <param name="Key">Names the transaction.</param>
/// <param name="At">When it was made.</param>
/// <param name="AmountMinor">What goes back.</param>
/// <param name="Match">What it is compared by.</param>
/// <param name="Decided">The purchase that a person has decided on; null: none has.</param>
/// <param name="IsDismissed">Whether a person has decided that it is none of these.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reversal(UInt128 Key, DateTimeOffset At, long AmountMinor, MatchKeys Match, UInt128? Decided = null, bool IsDismissed = false)
{
    /// <summary>Whether a purchase with these keys is one that it might take back: the one that its correlation id names, or without one any of the same amount at the same terminal.</summary>
    public bool MightMean(MatchKeys purchase) => Match.Correlation != 0 ? purchase.Correlation == Match.Correlation : purchase.Place == Match.Place;
}

/// <summary>What a reversal came to.</summary>
internal enum ReversalFate
{
    /// <summary>Its purchase is not here, or not any more: it waits.</summary>
    Waiting,

    /// <summary>It reverses a purchase, whole or in part.</summary>
    Matched,

    /// <summary>Several purchases fit; a person decides.</summary>
    Ambiguous,

    /// <summary>More goes back than is left of the purchase; a person decides.</summary>
    TooLarge,

    /// <summary>A person has decided that it reverses nothing here.</summary>
    Dismissed,
}

/// <summary>What a reversal came to.</summary>
/// <param name="Fate">What.</param>
/// <param name="Purchase">The purchase that it reverses; unset unless matched.</param>
/// <param name="NetBeforeMinor">What was left of the purchase before it.</param>
/// <param name="NetAfterMinor">What is left of it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReversalResult(ReversalFate Fate, UInt128 Purchase = default, long NetBeforeMinor = 0, long NetAfterMinor = 0);

/// <summary>
/// Which purchase each reversal of a period takes back. A function of all purchases and all reversals of the period together, so that it does not matter in which order they came: what a person has
/// decided first, then the reversals that name their purchase by a correlation id, then those that can only be told by amount, merchant and terminal; each kind in order of time.
/// </summary>
internal static class ReversalMatching
{
    /// <param name="reversals">All reversals of the period, or at least all that compete for one of these purchases.</param>
    /// <param name="purchases">All purchases of the period that any of them might mean.</param>
    /// <returns>What each came to, in the order in which they were given.</returns>
    public static ImmutableArray<ReversalResult> Match(IReadOnlyList<Reversal> reversals, IReadOnlyList<ReversiblePurchase> purchases)
    {
        var left = new PurchasesLeft(purchases);
        var results = new ReversalResult[reversals.Count];
        foreach (var index in Enumerable.Range(0, reversals.Count).OrderBy(index => Rank(reversals[index])).ThenBy(index => reversals[index].At).ThenBy(index => reversals[index].Key))
        {
            results[index] = Match(reversals[index], left);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(results);
    }

    private static int Rank(Reversal reversal) => reversal.Decided is not null ? 0 : reversal.Match.Correlation != 0 ? 1 : 2;

    private static ReversalResult Match(Reversal reversal, PurchasesLeft left)
    {
        if (reversal.IsDismissed) return new ReversalResult(ReversalFate.Dismissed);
        if (reversal.Decided is { } decided) return left.Has(decided) ? TakeBack(reversal, decided, left) : new ReversalResult(ReversalFate.Waiting);
        var meant = left.EarliestTwo(reversal);
        return meant.First is null ? new ReversalResult(ReversalFate.Waiting)
            : IsInDoubt(reversal, meant) ? new ReversalResult(ReversalFate.Ambiguous)
            : TakeBack(reversal, meant.First.Value.Key, left);
    }

    // Without a link, what was bought before the reversal is meant where there is any: otherwise the same coffee on the next day would put a reversal in doubt that was clear.
    private static bool IsInDoubt(Reversal reversal, (ReversiblePurchase? First, ReversiblePurchase? Second) meant) =>
        meant.Second is { } second && (reversal.Match.Correlation != 0 || second.At <= reversal.At || meant.First!.Value.At > reversal.At);

    // A person who decides that too large a reversal is right takes back what is left, and no more.
    private static ReversalResult TakeBack(Reversal reversal, UInt128 purchase, PurchasesLeft left)
    {
        var before = left.NetMinor(purchase);
        if (reversal.AmountMinor > before && reversal.Decided is null) return new ReversalResult(ReversalFate.TooLarge);
        var after = Math.Max(before - reversal.AmountMinor, 0);
        left.Leave(purchase, after);
        return new ReversalResult(ReversalFate.Matched, purchase, before, after);
    }
}
