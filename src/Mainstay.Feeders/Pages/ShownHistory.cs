using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Web;

namespace Mainstay.Feeders.Pages;

/// <summary>What was, on a feeder's page.</summary>
public sealed class ShownHistory
{
    internal ShownHistory(IReadOnlyList<MealDay> days, IReadOnlyList<ListedNotice> notices, IReadOnlyList<HopperSample> hopper, IReadOnlyList<(PersonName? Who, Share Share)> shares) =>
        (Days, Notices, Hopper, Shares) = (days, notices, hopper, shares);

    /// <summary>Before today, newest first.</summary>
    internal IReadOnlyList<MealDay> Days { get; }

    internal IReadOnlyList<ListedNotice> Notices { get; }

    /// <summary>At even steps, oldest first.</summary>
    internal IReadOnlyList<HopperSample> Hopper { get; }

    internal IReadOnlyList<(PersonName? Who, Share Share)> Shares { get; }
}
