using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>Kestrel's own transport, at this pace.</summary>
internal sealed class PacedTransport(AcceptPace pace, IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _inner = new(options, logs);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new PacedListener(await _inner.BindAsync(endpoint, cancellationToken), pace);
}

/// <summary>Takes in what another takes in, at this pace.</summary>
internal sealed class PacedListener(IConnectionListener inner, AcceptPace pace) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        await pace.WaitAsync(cancellationToken);
        return await inner.AcceptAsync(cancellationToken);
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
