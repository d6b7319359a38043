namespace Mainstay.FeederAgent.Wifi;

/// <summary>What becomes of a change of network. Pure.</summary>
internal static class WifiRules
{
    /// <summary>How long a network may take to come up.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Decides after a trial, and after a start in the middle of one.</summary>
    /// <param name="tried">How the trial failed; null: it did not, or nobody knows.</param>
    /// <param name="wasInterrupted">The program ended in the middle and has started again.</param>
    /// <returns>Why it goes back; null: the new network is kept. A going back that has begun is gone through with: the password may have been another person's guess.</returns>
    public static WifiFailure? Decide(WifiChange change, WifiFailure? tried, WifiCarrier carrier, bool wasInterrupted)
    {
        if (change.Failure is { } before) return before;
        if (tried is { } failure) return failure;
        if (carrier.Profile != change.Profile) return wasInterrupted ? WifiFailure.Interrupted : WifiFailure.Other;
        return carrier.HasAddress ? null : WifiFailure.NoAddress;
    }
}
