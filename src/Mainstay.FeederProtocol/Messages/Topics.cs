namespace Mainstay.FeederProtocol;

/// <summary>The topics of one feeder: <c>mainstay/feeders/{deviceId}/…</c>.</summary>
/// <param name="deviceId">1 to 64 of a–z, A–Z, 0–9, '-' and '_'.</param>
public sealed class Topics(string deviceId)
{
    /// <summary>Before the device id.</summary>
    public const string Root = "mainstay/feeders/";

    private readonly string _base = Root + deviceId;

    /// <summary><see cref="Online"/>, or <see cref="Offline"/> by the will; retained.</summary>
    public string Status => _base + "/status";
    public string PlanDesired => _base + "/plan/desired";
    public string PlanReported => _base + "/plan/reported";
    public string Event => _base + "/event";
    public string EventAck => _base + "/event/ack";
    public string Telemetry => _base + "/telemetry";
    public string Command => _base + "/command";
    public string CommandResult => _base + "/command/result";
    public string FirmwareDesired => _base + "/firmware/desired";
    public string FirmwareReported => _base + "/firmware/reported";
    public string TimeAsk => _base + "/time";
    public string TimeIs => _base + "/time/is";
    public string Enrol => _base + "/enrol";

    /// <summary>What <see cref="Status"/> says while the feeder is connected.</summary>
    public static ReadOnlySpan<byte> Online => "online"u8;

    public static ReadOnlySpan<byte> Offline => "offline"u8;

    /// <summary>What a feeder listens to.</summary>
    public IReadOnlyList<string> Subscriptions => [PlanDesired, EventAck, Command, FirmwareDesired, TimeIs];

    public static bool IsDeviceId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
    }
}
