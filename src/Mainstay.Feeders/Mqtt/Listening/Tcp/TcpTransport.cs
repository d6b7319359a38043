using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>
/// A transport for Kestrel that keeps little of a connection which says nothing: its own keeps two pipes for each, made for requests that come one after another. Only for addresses that ask for it.
/// </summary>
internal sealed class TcpTransport(AcceptPace pace) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTurns _turns = new();

    public bool CanBind(EndPoint endpoint) => endpoint is TcpAddress;

    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(new PacedListener(new TcpListening((IPEndPoint)endpoint, _turns), pace));
}

/// <summary>An address that <see cref="TcpTransport"/> listens at.</summary>
internal sealed class TcpAddress(IPEndPoint address) : IPEndPoint(address.Address, address.Port);

/// <summary>Takes connections at one address.</summary>
internal sealed class TcpListening : IConnectionListener
{
    private const int Backlog = 4096;
    private readonly Socket _socket;
    private readonly SocketTurns _turns;

    public TcpListening(IPEndPoint address, SocketTurns turns)
    {
        _turns = turns;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // An address of version 6 that stands for all takes version 4 as well.
            if (address.Address.Equals(IPAddress.IPv6Any)) _socket.DualMode = true;
            _socket.Bind(address);
            _socket.Listen(Backlog);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            _socket.Dispose();
            throw new AddressInUseException(taken.Message, taken);
        }

        EndPoint = _socket.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    /// <returns>Null when it listens no more.</returns>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellationToken);
                socket.NoDelay = true;
                // Whoever reads or writes more than there is, is told so instead of being kept.
                socket.Blocking = false;
                return new TcpConnection(socket, _turns);
            }
            catch (SocketException gone) when (gone.SocketErrorCode != SocketError.OperationAborted)
            {
                // The client went before it was taken, or there is no room for another file now.
                if (gone.SocketErrorCode == SocketError.TooManyOpenSockets) await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
