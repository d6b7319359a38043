using Mainstay.Feeders.History;

namespace Mainstay.Feeders.Pages;

/// <summary>What was, on a feeder's page.</summary>
public sealed class ShownHistory
{
    internal ShownHistory(IReadOnlyList<MealDay> days, IReadOnlyList<ListedNotice> notices, IReadOnlyList<HopperSample> hopper) =>
        (Days, Notices, Hopper) = (days, notices, hopper);

    /// <summary>Before today, newest first.</summary>
    internal IReadOnlyList<MealDay> Days { get; }

    internal IReadOnlyList<ListedNotice> Notices { get; }

    /// <summary>At even steps, oldest first.</summary>
    internal IReadOnlyList<HopperSample> Hopper { get; }
}
