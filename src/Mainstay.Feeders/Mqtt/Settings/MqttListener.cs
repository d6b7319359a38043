using System.Collections.Immutable;
using System.Net;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Feeders.Mqtt.Settings;

/// <summary>How bytes come to the broker.</summary>
internal enum MqttTransportKind
{
    Tcp,
    Tls,
    WebSocket,
    SecureWebSocket,
}

/// <summary>One of <c>Mqtt:Listeners:0:Url</c>, <c>Mqtt:Listeners:1:Url</c> and so on.</summary>
/// <param name="Transport">From the scheme.</param>
/// <param name="Address">Where.</param>
/// <param name="Path">Of a WebSocket; empty otherwise.</param>
internal sealed record MqttListener(MqttTransportKind Transport, IPEndPoint Address, string Path)
{
    private const string Wanted = "mqtt://, mqtts://, ws:// or wss:// with an IP address or localhost, a port if it is another than usual, and for ws and wss a path, such as ws://127.0.0.1:8083/mqtt";

    /// <summary>Nobody else's machine is listened to unless the settings say so.</summary>
    public static MqttListener Default { get; } = new(MqttTransportKind.Tcp, new IPEndPoint(IPAddress.Loopback, 1883), "");

    public bool IsSecure => Transport is MqttTransportKind.Tls or MqttTransportKind.SecureWebSocket;

    public bool IsWeb => Transport is MqttTransportKind.WebSocket or MqttTransportKind.SecureWebSocket;

    /// <summary>None set: <see cref="Default"/>. The word none: no listener.</summary>
    /// <exception cref="SettingException">One is no such address.</exception>
    public static ImmutableArray<MqttListener> AllFrom(IConfiguration configuration)
    {
        if (configuration["Mqtt:Listeners"] == "none") return [];
        var sections = configuration.GetSection("Mqtt:Listeners").GetChildren().ToList();
        return sections.Count == 0 ? [Default] : [.. sections.Select(section => From($"{section.Path}:Url", section["Url"] ?? ""))];
    }

    private static MqttListener From(string setting, string text)
    {
        var refusal = new SettingException(setting, $"{Wanted}, not \"{text}\"");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Query.Length > 0 || url.UserInfo.Length > 0) throw refusal;
        var (transport, port) = url.Scheme switch
        {
            "mqtt" => (MqttTransportKind.Tcp, 1883),
            "mqtts" => (MqttTransportKind.Tls, 8883),
            "ws" => (MqttTransportKind.WebSocket, 80),
            "wss" => (MqttTransportKind.SecureWebSocket, 443),
            _ => throw refusal,
        };
        var address = url.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(url.Host, out var given) ? given : throw refusal;
        var hasPath = transport is MqttTransportKind.WebSocket or MqttTransportKind.SecureWebSocket;
        if (!hasPath && url.AbsolutePath is not ("" or "/")) throw refusal;
        return new MqttListener(transport, new IPEndPoint(address, url.Port < 0 ? port : url.Port), hasPath ? url.AbsolutePath : "");
    }

    public override string ToString() => $"{SchemeOf(Transport)}://{Address}{Path}";

    private static string SchemeOf(MqttTransportKind transport) => transport switch
    {
        MqttTransportKind.Tcp => "mqtt",
        MqttTransportKind.Tls => "mqtts",
        MqttTransportKind.WebSocket => "ws",
        MqttTransportKind.SecureWebSocket => "wss",
        _ => throw new System.Diagnostics.UnreachableException(transport.ToString()),
    };
}
