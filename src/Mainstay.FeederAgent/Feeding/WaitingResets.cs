using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>Resets that a maker has asked for. They wait in the ledger, across restarts, until it is their time.</summary>
internal sealed partial class Feeder
{
    /// <summary>Those that are still to be decided on, oldest first.</summary>
    public IReadOnlyList<CommandRecord> WaitingResets => [.. _ledger.Commands.Values.Where(command => command is { Reset: not null, State: CommandState.Accepted }).OrderBy(command => command.ReceivedAt)];

    /// <summary>Takes a reset in. The same id again changes nothing.</summary>
    public void TakeReset(string commandId, ResetWish wish)
    {
        lock (_gate)
        {
            if (_ledger.Commands.ContainsKey(commandId)) return;
            _ledger.Write(_clock.Keep(), new CommandRecord(commandId, _clock.Read().Now, Portions: 0, CommandState.Accepted, Reset: wish));
        }

        Tell();
    }

    /// <summary>Decides on a reset by what is so at this moment, and does it, in one step: nothing is begun in between.</summary>
    /// <param name="decide">Null: it waits. Otherwise how it ended; what ended well is done now.</param>
    /// <param name="keeps">Settings that stay.</param>
    /// <returns>Whether it was done.</returns>
    public bool SettleReset(CommandRecord command, Func<CommandRecord, AdoptedPlan, LedgerView, ClockReading, CommandRecord?> decide, IReadOnlySet<string> keeps)
    {
        CommandRecord? ended;
        lock (_gate)
        {
            ended = decide(command, _ledger.Plan, _ledger.View, _clock.Read());
            if (ended is null) return false;
            if (ended.State == CommandState.Done) _ledger.Forget(_clock.Keep(), ended, forgetsMeals: !ended.Reset!.KeepsSchedule, _ledger.Settings.Keys.Where(name => !keeps.Contains(name)));
            else _ledger.Write(_clock.Keep(), ended);
        }

        Tell();
        return ended.State == CommandState.Done;
    }
}
