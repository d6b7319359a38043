using System.Net;
using System.Net.Sockets;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>Clients that have connected, have subscribed to a topic of their own, and then say nothing. A loopback address has some 28,000 ports, so that they come from several.</summary>
internal sealed class IdleConnections(IPEndPoint address) : IDisposable
{
    private const int AtOnce = 64;
    private const int PerAddress = 14_000;
    private const int IpLevel = 0; // IPPROTO_IP
    private const int BindAddressNoPort = 24; // IP_BIND_ADDRESS_NO_PORT
    private readonly List<Socket> _sockets = [];

    /// <summary>How many <see cref="Drop"/> took.</summary>
    public int Dropped { get; private set; }

    public async Task OpenAsync(int count)
    {
        await Parallel.ForEachAsync(Enumerable.Range(_sockets.Count, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            // The port is chosen when it is known where to, so that those of an earlier measurement are free.
            socket.SetRawSocketOption(IpLevel, BindAddressNoPort, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (number / PerAddress))]), 0));
            await socket.ConnectAsync(address, cancellation);
            await socket.SendAsync(Packets311.ConnectPacket($"idle-{number}", isClean: true), cancellation);
            await HearAsync(socket, 4, cancellation);
            await socket.SendAsync(Packets311.SubscribePacket($"mainstay/feeders/{number:x16}/command", 1), cancellation);
            await HearAsync(socket, 5, cancellation);
            lock (_sockets) _sockets.Add(socket);
        });
    }

    /// <summary>All connections end without a word, at once: no address waits for the other side's goodbye.</summary>
    public void Drop()
    {
        Dropped = _sockets.Count;
        foreach (var socket in _sockets)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }

        _sockets.Clear();
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    private static async Task HearAsync(Socket socket, int length, CancellationToken cancellation)
    {
        var answer = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(filled), cancellation);
            if (count == 0) throw new InvalidOperationException("The broker closed a connection: look at the limit of open files (ulimit -n).");
            filled += count;
        }
    }
}
