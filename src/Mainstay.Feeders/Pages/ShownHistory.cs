using Mainstay.Feeders.Api;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Web;

namespace Mainstay.Feeders.Pages;

/// <summary>What was, on a feeder's page.</summary>
public sealed class ShownHistory
{
    internal ShownHistory(IReadOnlyList<OccurrenceItem> meals, IReadOnlyList<ListedNotice> notices, IReadOnlyList<HopperSample> hopper, IReadOnlyList<(PersonName? Who, Share Share)> shares) =>
        (Meals, Notices, Hopper, Shares) = (meals, notices, hopper, shares);

    internal IReadOnlyList<OccurrenceItem> Meals { get; }

    internal IReadOnlyList<ListedNotice> Notices { get; }

    internal IReadOnlyList<HopperSample> Hopper { get; }

    internal IReadOnlyList<(PersonName? Who, Share Share)> Shares { get; }
}
