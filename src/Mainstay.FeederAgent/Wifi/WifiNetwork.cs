namespace Mainstay.FeederAgent.Wifi;

/// <summary>What a network asks of who joins it.</summary>
internal enum WifiSecurity
{
    /// <summary>Nothing.</summary>
    Open,

    /// <summary>Nothing, and encrypts all the same (OWE).</summary>
    EnhancedOpen,

    /// <summary>A password: WPA or WPA2, with or without WPA3 beside them.</summary>
    Password,

    /// <summary>A password, with WPA3 alone.</summary>
    Wpa3,

    /// <summary>A person's name or a certificate (802.1X): not from the feeder's page.</summary>
    Enterprise,

    /// <summary>WEP, and what is not known: not from the feeder's page.</summary>
    Other,
}

/// <param name="Signal">0 to 100.</param>
internal sealed record WifiNetwork(Ssid Ssid, int Signal, WifiSecurity Security, bool IsInUse)
{
    public bool IsPossible => Security is not (WifiSecurity.Enterprise or WifiSecurity.Other) && Ssid.Text is not null;

    public static bool Needs(WifiSecurity security) => security is WifiSecurity.Password or WifiSecurity.Wpa3;
}

/// <summary>Whether the Wi-Fi can be changed from the feeder's page, and if not, why.</summary>
internal enum WifiAvailability
{
    Managed,

    /// <summary>There is nothing here that the feeder could ask.</summary>
    NoManager,

    /// <summary>It was asked and has not answered, or not in a way that can be read.</summary>
    NoAnswer,

    /// <summary>It answers, and has no radio to manage.</summary>
    NoRadio,
}

/// <summary>What is known of the Wi-Fi at one look.</summary>
/// <param name="Connected">The name of the network that the feeder is on; null: none.</param>
/// <param name="Networks">In reach, the strongest first.</param>
internal sealed record WifiSight(WifiAvailability Availability, string? Connected, IReadOnlyList<WifiNetwork> Networks)
{
    public int? Signal => Networks.FirstOrDefault(network => network.IsInUse)?.Signal;

    public static WifiSight Without(WifiAvailability why) => new(why, null, []);
}
