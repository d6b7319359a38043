using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Mainstay.Mqtt;

/// <summary>Opens a stream of bytes to a server. Source: MQTT 5.0, 4.2 and 6.</summary>
internal static class MqttTransport
{
    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(1);

    /// <param name="server">mqtt (1883), mqtts (8883), ws or wss with a path.</param>
    /// <param name="tls">For the two that are encrypted.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">Another scheme.</exception>
    public static Task<Stream> OpenAsync(Uri server, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken) => server.Scheme switch
    {
        "mqtt" => OpenTcpAsync(server, 1883, cancellationToken),
        "mqtts" => OpenTlsAsync(server, tls, cancellationToken),
        "ws" or "wss" => OpenWebSocketAsync(server, tls, cancellationToken),
        _ => throw new ArgumentException($"'{server.Scheme}' is none of mqtt, mqtts, ws and wss.", nameof(server)),
    };

    private static async Task<Stream> OpenTcpAsync(Uri server, int defaultPort, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.IdnHost, server.Port < 0 ? defaultPort : server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> OpenTlsAsync(Uri server, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        var tcp = await OpenTcpAsync(server, 8883, cancellationToken);
        var stream = new SslStream(tcp, leaveInnerStreamOpen: false);
        try
        {
            var options = tls ?? new SslClientAuthenticationOptions();
            options.TargetHost ??= server.IdnHost;
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sub-protocol "mqtt" [MQTT-6.0.0-3], binary frames whose borders mean nothing [MQTT-6.0.0-1] [MQTT-6.0.0-2].</summary>
    private static async Task<Stream> OpenWebSocketAsync(Uri server, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (tls?.ClientCertificates is { } certificates) socket.Options.ClientCertificates = certificates;
        if (tls?.RemoteCertificateValidationCallback is { } validate) socket.Options.RemoteCertificateValidationCallback = validate;
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, s_closeTimeout);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
