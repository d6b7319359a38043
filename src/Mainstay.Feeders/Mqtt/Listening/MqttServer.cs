using System.Net;
using System.Net.WebSockets;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Listening.Tcp;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>
/// Listens, with a Kestrel of its own: an idle connection keeps no buffer here, which the web's server does because that makes requests faster, and nothing of the web is reachable by these addresses.
/// </summary>
/// <param name="visits">Who serves a connection.</param>
/// <param name="tls">The server's certificate; null when it has none.</param>
/// <param name="pace">How fast connections are taken in.</param>
/// <param name="logs">Where the platform writes.</param>
internal sealed class MqttServer(Visits visits, ServerTls? tls, AcceptPace pace, ILoggerFactory logs) : IAsyncDisposable
{
    private readonly List<(MqttListener Listener, ListenOptions Options)> _bound = [];
    private WebApplication? _app;

    /// <summary>Where it listens, with the ports that were given when 0 was asked for.</summary>
    public IEnumerable<string> Addresses => _bound.Select(one => (one.Listener with { Address = one.Options.IPEndPoint! }).ToString());

    /// <exception cref="IOException">An address is taken; the inner exception is <see cref="AddressInUseException"/>.</exception>
    public async Task StartAsync(IEnumerable<MqttListener> listeners, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(sockets => sockets.Backlog = 4096);
        builder.Services.AddSingleton(pace);
        builder.Services.AddSingleton<IConnectionListenerFactory, PacedTransport>().AddSingleton<IConnectionListenerFactory, TcpTransport>();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, listeners));
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _app.Run(ServeWebAsync);
        await _app.StartAsync(cancellation);
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_app is not null) await _app.StopAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private void Configure(KestrelServerOptions kestrel, IEnumerable<MqttListener> listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        foreach (var listener in listeners)
        {
            var isPlain = listener.Transport == MqttTransportKind.Tcp;
            kestrel.Listen(isPlain ? new TcpAddress(listener.Address) : listener.Address, options =>
            {
                if (listener.IsSecure) options.UseHttps(Secure);
                if (listener.IsWeb) options.Protocols = HttpProtocols.Http1;
                else options.Run(ServeAsync);
                _bound.Add((listener, options));
            });
        }
    }

    /// <summary>A client may show a certificate; whose it is, is asked later, with the name that it says.</summary>
    private void Secure(HttpsConnectionAdapterOptions https)
    {
        tls!.Serve(https);
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (_, _, _) => true;
    }

    private Task ServeAsync(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var shown = connection.Features.Get<ITlsConnectionFeature>();
        return visits.ServeAsync(connection.Transport, new Origin(address, IsPrivate(address, shown is not null), shown?.ClientCertificate));
    }

    private async Task ServeWebAsync(HttpContext context)
    {
        var listener = _bound.Find(one => one.Options.IPEndPoint!.Port == context.Connection.LocalPort).Listener;
        if (listener?.IsWeb != true || context.Request.Path != listener.Path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // [MQTT-6.0.0-3] [MQTT-6.0.0-4]
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains("mqtt", StringComparer.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = "mqtt" });
        var pipes = new WebSocketPipes(socket);
        var running = pipes.RunAsync(context.RequestAborted);
        var address = context.Connection.RemoteIpAddress;
        await visits.ServeAsync(pipes, new Origin(address, IsPrivate(address, context.Request.IsHttps), context.Connection.ClientCertificate));
        await CloseAsync(socket, running);
    }

    /// <summary>The other side has a moment to say goodbye too.</summary>
    private static async Task CloseAsync(WebSocket socket, Task running)
    {
        await running.WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Abort();
        await running;
    }

    private static bool IsPrivate(IPAddress? address, bool isEncrypted) => isEncrypted || (address is not null && IPAddress.IsLoopback(address));
}
