namespace Mainstay.Cashback.Counting;

/// <summary>What comes back for a purchase. Whole minor units; every step is checked.</summary>
internal static class Reward
{
    /// <summary>Rate × min(amount, cap), rounded half down to the minor unit: 0.5 becomes 0, 0.51 becomes 1.</summary>
    /// <param name="amountMinor">What was paid, not negative.</param>
    /// <param name="capMinor">A purchase counts up to this amount.</param>
    /// <param name="rateBasisPoints">Hundredths of a percent.</param>
    public static long Of(long amountMinor, long capMinor, int rateBasisPoints)
    {
        var (whole, rest) = Math.DivRem(checked(Math.Min(amountMinor, capMinor) * rateBasisPoints), 10_000);
        return rest > 5_000 ? whole + 1 : whole;
    }

    /// <summary>
    /// How much a reward adds to what a person sees, when the period's cap applies to the sum. The sum itself goes on beyond the cap, so that a later
    /// reversal eats the excess first.
    /// </summary>
    public static long WithinCap(long sumBeforeMinor, long rewardMinor, long periodCapMinor) =>
        Math.Min(checked(sumBeforeMinor + rewardMinor), periodCapMinor) - Math.Min(sumBeforeMinor, periodCapMinor);

    /// <summary>A person's share when all that is due exceeds the budget: pro rata, rounded down, so that the sum never passes the budget.</summary>
    public static long Cut(long dueMinor, long totalDueMinor, long? budgetMinor) =>
        budgetMinor is { } budget && totalDueMinor > budget ? (long)((UInt128)dueMinor * (UInt128)budget / (UInt128)totalDueMinor) : dueMinor;
}
