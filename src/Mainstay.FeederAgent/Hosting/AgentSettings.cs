using System.Net;
using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>What the command line says. What the owner has set on the feeder's page goes before it.</summary>
/// <param name="Data">The data folder, as a full path.</param>
/// <param name="Server">mqtt://host:port or mqtts://host:port; null: on its own.</param>
/// <param name="Secret">The enrolment secret, used once.</param>
/// <param name="Local">Where the local page is; null: nowhere.</param>
/// <param name="HomeBroker">A broker of the owner's, with Home Assistant at it; null: none. Name and password may be in it.</param>
/// <param name="Updates">Where the program's two folders are; null: it is not the feeder that installs programs.</param>
/// <param name="Speed">How many times as fast simulated time runs.</param>
/// <param name="Wifi">See <see cref="WifiByNetworkManager"/> and <see cref="WifiByNobody"/>; null: the machine's own way.</param>
internal sealed record AgentSettings(string Data, Uri? Server, string DeviceId, string? Secret, bool Simulate, Uri? Local, double Speed, Uri? HomeBroker = null, string? Updates = null, string? Wifi = null)
{
    public const string ServerSetting = "server";
    public const string NameSetting = "name";
    public const string HomeBrokerSetting = "home-broker";

    /// <summary>The Wi-Fi is NetworkManager's, also where the rest is simulated.</summary>
    public const string WifiByNetworkManager = "nmcli";

    /// <summary>The Wi-Fi is not to be changed from the feeder's page.</summary>
    public const string WifiByNobody = "none";

    public string LedgerPath => Path.Combine(Data, "ledger.db");

    /// <summary>Nobody but programs of this same machine can come to the local page.</summary>
    public bool IsLocalOnly => Local is null || Local.Host == "localhost" || (IPAddress.TryParse(Local.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>The server that the feeder reports to; the owner may have set another one, or none.</summary>
    public Uri? ServerOf(Feeder feeder) => Chosen(feeder.Setting(ServerSetting), Server);

    /// <summary>The home's broker; the owner may have set another one, or none.</summary>
    public Uri? HomeBrokerOf(Feeder feeder) => Chosen(feeder.Setting(HomeBrokerSetting), HomeBroker);

    public string Name(Feeder feeder) => feeder.Setting(NameSetting) ?? DeviceId;

    /// <summary>mqtt or mqtts with a host.</summary>
    public static bool IsServer(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "mqtt" or "mqtts" && uri.Host.Length > 0;

    /// <summary>An empty setting means none, whatever the command line says.</summary>
    private static Uri? Chosen(string? set, Uri? otherwise) => set is null ? otherwise : set.Length == 0 ? null : new Uri(set);
}
