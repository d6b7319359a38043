namespace Mainstay.FeederAgent.Link;

/// <summary>The topics of one feeder at a home's broker: <c>mainstay/home/{deviceId}/…</c>, apart from those with a server, so that both may be the same broker.</summary>
internal sealed class HomeTopics(string deviceId)
{
    /// <summary>Home Assistant says online here when it has started.</summary>
    public const string Birth = "homeassistant/status";

    private readonly string _base = "mainstay/home/" + deviceId;

    public string DeviceId => deviceId;

    public string Discovery => $"homeassistant/device/{deviceId}/config";
    public string Status => _base + "/status";
    public string State => _base + "/state";
    public string Event => _base + "/event";
    public string Feed => _base + "/feed";
    public string Portions => _base + "/portions/set";
    public string Schedule => _base + "/schedule/set";

    /// <summary>What is pressed is asked for once at most: a press that comes twice feeds twice, and a press that gets lost is pressed again.</summary>
    public IReadOnlyList<Interest> Interests => [new(Birth), new(Feed, IsOnceAtMost: true), new(Portions, IsOnceAtMost: true), new(Schedule, IsOnceAtMost: true)];
}
