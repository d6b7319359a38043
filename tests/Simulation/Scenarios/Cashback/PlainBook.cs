using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>A purchase or a reversal, and what a person has decided about it.</summary>
internal sealed class PlainRow(string card, AcquirerRow data)
{
    public UInt128 Key { get; } = data.Key();

    public AcquirerRow Data => data;

    /// <summary>Of a purchase.</summary>
    public bool Counts { get; set; }

    /// <summary>Of a reversal: the purchase that somebody has decided on.</summary>
    public UInt128? Decided { get; set; }

    /// <summary>Of a reversal: it takes nothing back.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Card, acquirer code and id, and what the two share beside.</summary>
    public bool IsLike(PlainRow other, bool byLink) =>
        other.Card == Card && other.Data.AcquirerCode == data.AcquirerCode && other.Data.AcquirerId == data.AcquirerId
        && (byLink ? other.Data.CorrelationId == data.CorrelationId : (other.Data.AmountMinor, other.Data.MerchantId, other.Data.TerminalId) == (data.AmountMinor, data.MerchantId, data.TerminalId));

    private string Card { get; } = card;
}

/// <summary>One person's purchases and reversals of one period.</summary>
internal sealed class PlainBook
{
    public List<PlainRow> Purchases { get; } = [];

    public List<PlainRow> Reversals { get; } = [];

    /// <summary>Its owner has left: nothing counts any more, but a later reversal may still mean one of these purchases.</summary>
    public void Forfeit()
    {
        foreach (var purchase in Purchases) purchase.Counts = false;
        Reversals.Clear();
    }

    /// <summary>How many purchases count, and what their rewards come to.</summary>
    public (int Count, long RewardMinor) SumOf(ProgrammePeriod period)
    {
        var left = Purchases.ToDictionary(purchase => purchase.Key, purchase => purchase.Data.AmountMinor);
        var gone = new HashSet<UInt128>();
        foreach (var reversal in InOrder())
        {
            if (Taken(reversal, left, gone) is not { } purchase) continue;
            left[purchase] = Math.Max(left[purchase] - reversal.Data.AmountMinor, 0);
            if (left[purchase] == 0) gone.Add(purchase);
        }

        var counted = Purchases.FindAll(purchase => purchase.Counts);
        return (counted.Count(purchase => !gone.Contains(purchase.Key)), counted.Sum(purchase => RewardOf(period, left[purchase.Key])));
    }

    private IEnumerable<PlainRow> InOrder() =>
        from reversal in Reversals
        where !reversal.IsDismissed
        orderby reversal.Decided is null, reversal.Data.CorrelationId is null, reversal.Data.At, reversal.Key
        select reversal;

    /// <summary>The one purchase that it takes something from; null for none, several, and too little left.</summary>
    private UInt128? Taken(PlainRow reversal, Dictionary<UInt128, long> left, HashSet<UInt128> gone)
    {
        if (reversal.Decided is { } decided) return decided;
        var byLink = reversal.Data.CorrelationId is not null;
        var meant = Purchases.FindAll(purchase => !gone.Contains(purchase.Key) && reversal.IsLike(purchase, byLink));
        if (!byLink && meant.Exists(purchase => purchase.Data.At <= reversal.Data.At)) meant.RemoveAll(purchase => purchase.Data.At > reversal.Data.At);
        return meant is [var only] && left[only.Key] >= reversal.Data.AmountMinor ? only.Key : null;
    }

    private static long RewardOf(ProgrammePeriod period, long amount) => (long)Math.Ceiling((Math.Min(amount, period.PurchaseCapMinor) * period.RateBasisPoints / 10_000m) - 0.5m);
}
