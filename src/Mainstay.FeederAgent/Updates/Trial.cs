using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Updates;

/// <summary>
/// Whether a new program is well: it has fed or waited for two minutes with a ledger that takes its lines, and it has reached the server if the one before it had. A program that hangs or dies does not come
/// as far as this; then the launcher goes back.
/// </summary>
internal sealed class Trial(ProgramFolders folders, Feeder feeder, TimeProvider time, Func<bool> isConnected)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);

    /// <returns>False: it goes back, and the program has to end.</returns>
    public async Task<bool> IsWellAsync(TrialRecord trial, Bell bell, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var kept = feeder.LastKept;
        while (time.GetElapsedTime(began) < s_longest)
        {
            if (time.GetElapsedTime(began) >= s_shortest && feeder.LastKept > kept && (isConnected() || !trial.HadContact))
            {
                folders.Keep();
                return true;
            }

            await bell.WaitAsync(s_beat, cancel);
        }

        folders.GoBack(trial, feeder.LastKept > kept ? FirmwareCodes.NoContact : FirmwareCodes.NotHealthy);
        return false;
    }
}
