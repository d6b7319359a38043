namespace Mainstay.Cashback.Participants;

/// <summary>
/// What rows are known by, so that one look tells whether another row has to do with any of them: of reversals, what they might mean; of purchases, what they are. See
/// <see cref="Counting.Reversal.MightMean"/>.
/// </summary>
internal sealed class RowNames
{
    private readonly HashSet<UInt128> _keys = [];
    private readonly HashSet<ulong> _correlations = [];
    private readonly HashSet<ulong> _places = [];

    public void Add(HeldReversal held)
    {
        if (held.Decided is { } decided) _keys.Add(decided);
        if (held.Purchase is { } purchase) _keys.Add(purchase);
        _ = held.Match.Correlation != 0 ? _correlations.Add(held.Match.Correlation) : _places.Add(held.Match.Place);
    }

    /// <returns>False when it was in here before.</returns>
    public bool Add(in KeyedPurchase purchase)
    {
        if (!_keys.Add(purchase.Key)) return false;
        if (purchase.Row.Match.Correlation != 0) _correlations.Add(purchase.Row.Match.Correlation);
        _places.Add(purchase.Row.Match.Place);
        return true;
    }

    /// <summary>Whether this is one of the purchases that the reversals in here might take back, or do.</summary>
    public bool Has(in KeyedPurchase purchase) =>
        _places.Contains(purchase.Row.Match.Place) || (purchase.Row.Match.Correlation != 0 && _correlations.Contains(purchase.Row.Match.Correlation)) || _keys.Contains(purchase.Key);

    /// <summary>Whether this reversal might take back one of the purchases in here, or does.</summary>
    public bool Has(HeldReversal held) =>
        (held.Match.Correlation != 0 ? _correlations.Contains(held.Match.Correlation) : _places.Contains(held.Match.Place))
        || (held.Decided is { } decided && _keys.Contains(decided))
        || (held.Purchase is { } purchase && _keys.Contains(purchase));
}
