using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Resets;

/// <summary>Does the resets that a maker has asked for, each once and far from meals, and begins anew after one: what is open goes by what the settings were.</summary>
/// <param name="time">The one that meals go by.</param>
/// <param name="beginAnew">Asks for a new life of the feeder.</param>
internal sealed partial class ResetDesk(Feeder feeder, TimeProvider time, Action beginAnew, ILogger log)
{
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_rests = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        using var bell = new Bell(time);
        using var following = feeder.Changed.Follow(bell.Ring);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                if (Step()) return;
                await bell.WaitAsync(feeder.WaitingResets.Count > 0 ? s_looksAgain : s_rests, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It waits in the ledger.
        }
    }

    /// <summary>One look at what waits.</summary>
    /// <returns>Whether the feeder begins anew.</returns>
    internal bool Step()
    {
        foreach (var command in feeder.WaitingResets)
        {
            if (!feeder.SettleReset(command, ResetRules.Decide, ResetRules.Kept)) continue;
            LogReset(log, command.CommandId, command.Reset!.KeepsSchedule ? "its schedule stays" : "everything is forgotten");
            beginAnew();
            return true;
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "Reset as the maker has asked ({CommandId}): {What}.")]
    private static partial void LogReset(ILogger log, string commandId, string what);
}
