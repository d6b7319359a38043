namespace Mainstay.FeederAgent.Wifi;

/// <summary>Why a network was not joined.</summary>
internal enum WifiFailure
{
    /// <summary>The network did not take the password.</summary>
    Password,

    /// <summary>Joined, and nobody there gave an address.</summary>
    NoAddress,

    NotFound,

    TimedOut,

    /// <summary>The feeder's user may not change the Wi-Fi of this machine.</summary>
    NotAllowed,

    /// <summary>The program ended in the middle.</summary>
    Interrupted,

    Other,
}

/// <summary>How a step of a change went.</summary>
internal enum WifiReply
{
    Done,

    Refused,

    /// <summary>Nobody answered: whether it was done is not known.</summary>
    None,
}

/// <summary>What carries the feeder now.</summary>
/// <param name="Profile">The name of the profile that is in use; null: none is.</param>
/// <param name="ProfileId">What that profile can be asked for again by.</param>
internal sealed record WifiCarrier(string? Profile, string? ProfileId, bool HasAddress);

/// <summary>
/// The Wi-Fi of this machine. Two exist: NetworkManager's, and a simulated one. Every call ends by itself, and none throws for what the machine says; a profile that is being tried does not come up by
/// itself after a power cut until it is kept.
/// </summary>
internal interface IWifi
{
    Task<WifiSight> LookAsync(CancellationToken cancel);

    /// <returns>Null when nobody answers.</returns>
    Task<WifiCarrier?> CarrierAsync(CancellationToken cancel);

    /// <summary>Makes the profile, without a password and not yet in use.</summary>
    Task<WifiFailure?> PrepareAsync(WifiChange change, CancellationToken cancel);

    /// <summary>Brings the profile up.</summary>
    /// <returns>Null: it is up.</returns>
    Task<WifiFailure?> TryAsync(WifiChange change, WifiPassword? password, CancellationToken cancel);

    /// <summary>From now on it comes up by itself. May be asked again.</summary>
    Task<WifiReply> KeepAsync(WifiChange change, CancellationToken cancel);

    /// <summary>Brings up what was before, where there was something, and takes the profile away. May be asked again.</summary>
    /// <returns>Refused: the network that was before does not come up; the profile is gone all the same.</returns>
    Task<WifiReply> ReturnAsync(WifiChange change, CancellationToken cancel);
}
