using System.Collections.Immutable;
using System.Text.Json;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>Plans to and from the ledger.</summary>
internal static class PlanRows
{
    public static StoredPlan Of(AdoptedPlan plan) => new(PlanDocument.Of(plan.Plan), plan.LocalRevision, plan.AdoptedAt, plan.KnownSince);

    /// <exception cref="JsonException">A stored plan cannot be followed: its zone, say, is unknown to this program.</exception>
    public static AdoptedPlan Restore(StoredPlan stored)
    {
        var reading = PlanReader.Read(stored.Document);
        if (reading.Plan is not { } plan) throw new JsonException($"The stored plan cannot be followed: {reading.Errors[0].Field} {reading.Errors[0].Code}.");
        return new AdoptedPlan(plan, stored.LocalRevision, stored.AdoptedAt, stored.KnownSince.ToImmutableDictionary(StringComparer.Ordinal));
    }
}
