using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>Asks a time server once.</summary>
internal sealed class NtpClient(TimeProvider time)
{
    private const ushort Port = 123;

    // Source: RFC 1035, 2.3.4; resolvers throw for longer ones.
    private const int LongestName = 253;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <param name="server">host or host:port.</param>
    /// <returns>Null when it does not answer soundly within four seconds.</returns>
    public async Task<TimeSample?> AskAsync(string server, CancellationToken cancel)
    {
        if (!IsServer(server)) return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var timer = time.CreateTimer(_ => patience.Cancel(), null, s_patience, Timeout.InfiniteTimeSpan);
        try
        {
            var (host, port) = Split(server);
            var address = (await Dns.GetHostAddressesAsync(host, patience.Token)).FirstOrDefault();
            return address is null ? null : await AskAsync(server, new IPEndPoint(address, port), patience.Token);
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<TimeSample?> AskAsync(string name, IPEndPoint server, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // The kernel passes over datagrams from anybody else.
        await socket.ConnectAsync(server, cancel);
        var nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        var packet = new byte[NtpPacket.Length * 2];
        NtpPacket.WriteRequest(packet, nonce);
        var began = time.GetTimestamp();
        await socket.SendAsync(packet.AsMemory(0, NtpPacket.Length), cancel);
        while (true)
        {
            var length = await socket.ReceiveAsync(packet, cancel);
            var roundTrip = Duration.FromTimeSpan(time.GetElapsedTime(began));
            // An answer to something else is no reason to stop waiting for the right one.
            if (NtpPacket.ReadAnswer(packet.AsSpan(0, length), nonce, roundTrip) is { } answer) return new TimeSample(TimeSource.Ntp, name, answer.Time, answer.Error);
        }
    }

    /// <summary>Whether it can be one: a name or an address, and a port that there is. Others are not to be asked.</summary>
    public static bool IsServer(string server) => server.Length <= LongestName && Uri.CheckHostName(Split(server).Host) != UriHostNameType.Unknown;

    private static (string Host, ushort Port) Split(string server) =>
        IPEndPoint.TryParse(server, out var endPoint) ? (endPoint.Address.ToString(), endPoint.Port == 0 ? Port : (ushort)endPoint.Port)
        : server.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? (server[..colon], port)
        : (server, Port);
}
