using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>What the ledger holds, in the words of the protocol.</summary>
internal static class Reports
{
    public static EventMessage Of(Entry entry) => new(
        entry.OccurrenceId, entry.Revision, entry.Due, entry.State, entry.Asked, entry.Given, entry.Doubtful > 0 ? entry.Doubtful : null, entry.Grams,
        entry.StartedAt, entry.EndedAt, entry.Source, entry.Pet, entry.Reason, entry.ClockKnown, entry.PlanVersion);

    public static CommandResultMessage Of(CommandRecord record) => new(record.CommandId, record.State, record.Code, record.OccurrenceId);

    public static PlanReportedMessage Of(AdoptedPlan plan, RefusedPlan? refused) =>
        new(plan.Plan.Version, plan.LocalRevision, plan.AdoptedAt == Instant.MinValue ? null : plan.AdoptedAt, PlanDocument.Of(plan.Plan), refused);
}
