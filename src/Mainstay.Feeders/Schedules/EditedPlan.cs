using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Web;

namespace Mainstay.Feeders.Schedules;

/// <summary>The plan that an owner sees and edits.</summary>
internal static class EditedPlan
{
    /// <summary>Before anything was wished: an empty one on the town's clock, on which most owners' meals are.</summary>
    public static PlanDocument Of(Feeder feeder, TownTime town)
    {
        var plan = feeder.Wished.Plan.ToDocument(feeder.Wished.Pets?.Reveal());
        return feeder.Wished.Plan.Version == 0 ? plan with { Zone = town.ZoneId } : plan;
    }
}
