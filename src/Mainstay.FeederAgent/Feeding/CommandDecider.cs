using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>Whether a command or a press of the button becomes a meal. Pure.</summary>
internal static class CommandDecider
{
    /// <summary>How many may wait for the wheel; more are somebody's mistake.</summary>
    public const int MostWaiting = 4;

    /// <summary>What is written: the command, and its meal if it is accepted.</summary>
    public static (CommandRecord Record, Entry? Meal) Decide(FeedCommand command, Plan plan, LedgerView ledger, ClockReading clock)
    {
        var record = new CommandRecord(command.CommandId, clock.Now, command.Portions, CommandState.Accepted, IsReported: command.IsLocal);
        if (Refusal(command, plan, ledger, clock) is { } code) return (record with { State = code == CommandCodes.Expired ? CommandState.Expired : CommandState.Failed, Code = code }, null);
        var meal = Line(Occurrence.OfCommand(command.CommandId), MealSource.Command, command.Portions, plan, clock) with { ExpiresAt = command.ExpiresAt };
        return (record with { OccurrenceId = meal.OccurrenceId }, meal);
    }

    /// <summary>One portion; null when the day's maximum is reached, or a press is being answered already.</summary>
    /// <param name="id">Of this press.</param>
    public static Entry? DecideButton(string id, Plan plan, LedgerView ledger, ClockReading clock)
    {
        if (ledger.Waiting.Any(waiting => ledger.Entries[waiting].Source == MealSource.Button) || Left(plan, ledger, clock) < 1) return null;
        return Line(Occurrence.ButtonPrefix + "/" + id, MealSource.Button, 1, plan, clock);
    }

    /// <summary>In a fixed order.</summary>
    private static string? Refusal(FeedCommand command, Plan plan, LedgerView ledger, ClockReading clock)
    {
        // Without the time nobody can say whether a command has expired; at the feeder itself somebody stands there now.
        if (!command.IsLocal && !clock.IsKnown) return CommandCodes.ClockUnknown;
        if (command.ExpiresAt <= clock.Now) return CommandCodes.Expired;
        if (ledger.Waiting.Count >= MostWaiting) return CommandCodes.Busy;
        return Left(plan, ledger, clock) < command.Portions ? CommandCodes.DailyMaximum : null;
    }

    /// <summary>Less what waits already, and what the open meal has still to give.</summary>
    private static int Left(Plan plan, LedgerView ledger, ClockReading clock) =>
        MealDecider.LeftToday(plan, ledger, clock) - ledger.Waiting.Sum(waiting => ledger.Entries[waiting].Asked) - (ledger.Open is { } open ? open.Asked - open.Counted : 0);

    private static Entry Line(string id, MealSource source, int portions, Plan plan, ClockReading clock) =>
        new() { OccurrenceId = id, Source = source, State = MealState.Due, Due = clock.Now, Asked = portions, PlanVersion = plan.Version, ClockKnown = clock.IsKnown };
}
