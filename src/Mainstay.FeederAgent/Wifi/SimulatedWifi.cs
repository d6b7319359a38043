using Mainstay.FeederAgent.Simulation;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>A radio among five networks, for <see cref="Password"/>; "Garage" takes everybody and gives nobody an address. What it is on outlives the program.</summary>
internal sealed class SimulatedWifi(SimulatedWorld world, TimeProvider time) : IWifi
{
    /// <summary>Of every network that has one.</summary>
    public const string Password = "simulated";

    private const string Home = "Home";
    private const string Garage = "Garage";
    private static readonly TimeSpan s_joins = TimeSpan.FromSeconds(2);
    private static readonly (string Name, int Signal, WifiSecurity Security)[] s_networks =
        [(Home, 78, WifiSecurity.Password), ("Café <Zoë> & co", 61, WifiSecurity.Open), (Garage, 43, WifiSecurity.Password), ("Office", 38, WifiSecurity.Enterprise), ("Attic", 24, WifiSecurity.Wpa3)];

    private string? Active => world.Record.WifiProfile;

    public Task<WifiSight> LookAsync(CancellationToken cancel)
    {
        var on = Active is { } profile ? Network(profile)?.Shown : null;
        var networks = s_networks.Select(network => new WifiNetwork(Ssid.OfText(network.Name)!, network.Signal, network.Security, network.Name == on));
        return Task.FromResult(new WifiSight(WifiAvailability.Managed, on, [.. networks.OrderByDescending(network => network.IsInUse)]));
    }

    public Task<WifiCarrier?> CarrierAsync(CancellationToken cancel) => Task.FromResult<WifiCarrier?>(new WifiCarrier(Active, Active, Active is { } profile && Network(profile)?.Shown != Garage));

    public Task<WifiFailure?> PrepareAsync(WifiChange change, CancellationToken cancel) => Task.FromResult<WifiFailure?>(null);

    public async Task<WifiFailure?> TryAsync(WifiChange change, WifiPassword? password, CancellationToken cancel)
    {
        Use(null);
        await Task.Delay(s_joins, time, cancel);
        var network = s_networks.FirstOrDefault(network => network.Name == change.Ssid.Shown);
        if (network.Name is null) return WifiFailure.NotFound;
        if (WifiNetwork.Needs(network.Security) && password?.Is(Password) != true) return WifiFailure.Password;
        Use(change.Profile);
        return null;
    }

    public Task<WifiReply> KeepAsync(WifiChange change, CancellationToken cancel) => Task.FromResult(WifiReply.Done);

    public Task<WifiReply> ReturnAsync(WifiChange change, CancellationToken cancel)
    {
        Use(change.Before);
        return Task.FromResult(WifiReply.Done);
    }

    private void Use(string? profile) => world.Change(record => record with { WifiProfile = profile });

    /// <summary>The network of a profile that a change has made, or the one that the world begins with.</summary>
    private static Ssid? Network(string profile) => profile == Home ? Ssid.OfText(Home) : profile.Split('-') is [.., var hex, _] ? Ssid.OfHex(hex) : null;
}
