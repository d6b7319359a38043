using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Buffers.Binary;
using Mainstay.FeederProtocol;
using Mainstay.Mqtt;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>One connection that carries the reports of many feeders, some of them on their way at a time; each feeder's own topic.</summary>
internal sealed class ReportingGateway : IDisposable
{
    private const int Window = 50;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly long[] _sentAt = new long[Window];
    private readonly Latencies _latencies;

    private ReportingGateway(Latencies latencies) => _latencies = latencies;

    public static async Task<ReportingGateway> ConnectAsync(IPEndPoint address, int number, string name, string password, Latencies latencies)
    {
        var gateway = new ReportingGateway(latencies);
        await gateway._socket.ConnectAsync(address);
        var connect = new ConnectPacket { Version = MqttVersion.V311, ClientId = $"gateway-{number}", CleanStart = true, UserName = name, Password = System.Text.Encoding.UTF8.GetBytes(password) };
        await gateway._socket.SendAsync(Packets311.Encode(connect));
        var answer = new byte[4];
        if (await gateway._socket.ReceiveAsync(answer) != 4 || answer[3] != 0) throw new InvalidOperationException("The gateway was not let in: " + Convert.ToHexString(answer));
        return gateway;
    }

    /// <summary>Each feeder's report once; ends when the last is acknowledged.</summary>
    public async Task ReportAsync(IEnumerable<int> feeders, byte[] report)
    {
        var answers = new byte[4 * Window];
        var (free, half, under) = (new Stack<int>(Enumerable.Range(0, Window)), 0, 0);
        using var next = feeders.GetEnumerator();
        var hasMore = next.MoveNext();
        while (hasMore || under > 0)
        {
            var piece = new MemoryStream();
            while (hasMore && free.TryPop(out var place))
            {
                piece.Write(Message(next.Current, report, place));
                under++;
                hasMore = next.MoveNext();
            }

            if (piece.Length > 0) await SendAllAsync(piece.ToArray());
            var count = await _socket.ReceiveAsync(answers.AsMemory(half));
            if (count == 0) throw new InvalidOperationException("The broker closed a gateway's connection.");
            var filled = half + count;
            for (var i = 0; i + 4 <= filled; i += 4)
            {
                var place = BinaryPrimitives.ReadUInt16BigEndian(answers.AsSpan(i + 2)) - 1;
                _latencies.Add(_sentAt[place]);
                free.Push(place);
                under--;
            }

            half = filled % 4;
            answers.AsSpan(filled - half, half).CopyTo(answers);
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[] Message(int feeder, byte[] report, int place)
    {
        var message = Packets311.Publish(new Topics(FeederFleet.DeviceId(feeder)).Event, report, qos: 1, (ushort)(place + 1));
        _sentAt[place] = Stopwatch.GetTimestamp();
        return message;
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
    }
}
