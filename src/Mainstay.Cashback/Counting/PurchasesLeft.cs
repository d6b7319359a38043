using System.Runtime.InteropServices;

namespace Mainstay.Cashback.Counting;

/// <summary>
/// What is left of purchases while their reversals are matched one after another. Of those that a reversal might mean it knows the two earliest, from which follows whether one is meant, none or several: each purchase is
/// passed by once when nothing is left of it, so that a thousand reversals of a thousand like purchases cost what their number says and not its square.
/// </summary>
internal sealed class PurchasesLeft
{
    private readonly Dictionary<UInt128, Left> _left;
    private readonly Dictionary<ulong, LinkedList<ReversiblePurchase>> _byCorrelation = [];
    private readonly Dictionary<ulong, LinkedList<ReversiblePurchase>> _byPlace = [];

    /// <param name="purchases">With different keys, in any order.</param>
    public PurchasesLeft(IReadOnlyList<ReversiblePurchase> purchases)
    {
        _left = purchases.ToDictionary(purchase => purchase.Key, purchase => new Left(purchase.AmountMinor, IsReversed: false));
        foreach (var purchase in purchases.OrderBy(purchase => purchase.At))
        {
            if (purchase.Match.Correlation != 0) Add(_byCorrelation, purchase.Match.Correlation, purchase);
            Add(_byPlace, purchase.Match.Place, purchase);
        }
    }

    public bool Has(UInt128 purchase) => _left.ContainsKey(purchase);

    public long NetMinor(UInt128 purchase) => _left[purchase].NetMinor;

    /// <summary>A reversal has left so much of it. One of nothing is not reversed until a reversal says so.</summary>
    public void Leave(UInt128 purchase, long netMinor) => _left[purchase] = new Left(netMinor, IsReversed: netMinor == 0);

    /// <summary>The two earliest purchases that a reversal might mean and of which something is left.</summary>
    public (ReversiblePurchase? First, ReversiblePurchase? Second) EarliestTwo(Reversal reversal)
    {
        var meant = reversal.Match.Correlation != 0 ? _byCorrelation.GetValueOrDefault(reversal.Match.Correlation) : _byPlace.GetValueOrDefault(reversal.Match.Place);
        if (meant is null) return default;
        var first = StillThere(meant, meant.First);
        return (first?.Value, first is null ? null : StillThere(meant, first.Next)?.Value);
    }

    private LinkedListNode<ReversiblePurchase>? StillThere(LinkedList<ReversiblePurchase> purchases, LinkedListNode<ReversiblePurchase>? node)
    {
        while (node is not null && _left[node.Value.Key].IsReversed)
        {
            var gone = node;
            node = node.Next;
            purchases.Remove(gone);
        }

        return node;
    }

    private static void Add(Dictionary<ulong, LinkedList<ReversiblePurchase>> groups, ulong name, ReversiblePurchase purchase)
    {
        if (!groups.TryGetValue(name, out var group)) groups.Add(name, group = new LinkedList<ReversiblePurchase>());
        group.AddLast(purchase);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Left(long NetMinor, bool IsReversed);
}
