using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>A command that was received, and what came of it. Kept, so that the same id is done once.</summary>
/// <param name="Code">Why it failed.</param>
/// <param name="OccurrenceId">The meal that it became.</param>
/// <param name="IsReported">The sender has heard the result, or was told at once.</param>
/// <param name="Reset">What is to be taken away; null: it was to feed.</param>
internal sealed record CommandRecord(
    string CommandId, Instant ReceivedAt, int Portions, CommandState State, string? Code = null, string? OccurrenceId = null, bool IsReported = false, ResetWish? Reset = null)
{
    /// <summary>The result, once its meal has come to an end.</summary>
    public CommandRecord Ended(Entry entry) => entry switch
    {
        { State: MealState.Done } => this with { State = CommandState.Done },
        { Reason: Reasons.Expired } => this with { State = CommandState.Expired, Code = Reasons.Expired },
        _ => this with { State = CommandState.Failed, Code = entry.Reason ?? (entry.State == MealState.Jammed ? "jammed" : null) },
    };
}

/// <summary>The maker wants the feeder to forget.</summary>
/// <param name="ExpiresAt">Not done after this.</param>
/// <param name="KeepsSchedule">False: the plan and the ledger go too.</param>
internal sealed record ResetWish(Instant ExpiresAt, bool KeepsSchedule);
