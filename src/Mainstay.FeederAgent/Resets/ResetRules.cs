using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Updates;

namespace Mainstay.FeederAgent.Resets;

/// <summary>Whether a reset is done now. Pure.</summary>
internal static class ResetRules
{
    /// <summary>What ties the feeder to its server stays: a feeder that nobody reaches any more cannot say that it was reset, and cannot be helped.</summary>
    public static readonly IReadOnlySet<string> Kept = new HashSet<string>(StringComparer.Ordinal) { AgentSettings.ServerSetting, ServerParty.EnrolledSetting, ServerParty.SecretSetting };

    /// <returns>How it ends; null: it waits.</returns>
    public static CommandRecord? Decide(CommandRecord command, AdoptedPlan adopted, LedgerView ledger, ClockReading clock)
    {
        var wish = command.Reset!;
        // A plan that came after the wish is somebody's who has the feeder now: their animal's meals are not the maker's to take.
        if (!wish.KeepsSchedule && adopted.AdoptedAt > command.ReceivedAt) return command with { State = CommandState.Failed, Code = CommandCodes.PlanIsNewer };
        // Without the time nobody can say whether it has expired.
        if (!clock.IsKnown) return null;
        if (wish.ExpiresAt <= clock.Now) return command with { State = CommandState.Expired, Code = CommandCodes.Expired };
        return UpdateRules.IsFarFromMeals(adopted, ledger, clock) ? command with { State = CommandState.Done } : null;
    }
}
