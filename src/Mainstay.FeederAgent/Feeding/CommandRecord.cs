using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>A command that was received, and what came of it. Kept, so that the same id is done once.</summary>
/// <param name="Code">Why it failed.</param>
/// <param name="OccurrenceId">The meal that it became.</param>
/// <param name="IsReported">The sender has heard the result, or was told at once.</param>
internal sealed record CommandRecord(string CommandId, Instant ReceivedAt, int Portions, CommandState State, string? Code = null, string? OccurrenceId = null, bool IsReported = false)
{
    /// <summary>The result, once its meal has come to an end.</summary>
    public CommandRecord Ended(Entry entry) => entry switch
    {
        { State: MealState.Done } => this with { State = CommandState.Done },
        { Reason: Reasons.Expired } => this with { State = CommandState.Expired, Code = Reasons.Expired },
        _ => this with { State = CommandState.Failed, Code = entry.Reason ?? (entry.State == MealState.Jammed ? "jammed" : null) },
    };
}
