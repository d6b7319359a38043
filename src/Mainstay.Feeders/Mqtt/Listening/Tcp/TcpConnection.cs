using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>One connection.</summary>
internal sealed class TcpConnection : ConnectionContext, IDuplexPipe
{
    private const int MostDrained = 1024 * 1024;
    private static long s_last;
    private readonly Socket _socket;
    private readonly TcpReader _reader;
    private readonly TcpWriter _writer;
    private string? _id;

    public TcpConnection(Socket socket, SocketTurns turns)
    {
        _socket = socket;
        (_reader, _writer) = (new TcpReader(socket, turns), new TcpWriter(socket));
        // Read while the socket is open: afterwards nobody knows.
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public override IDuplexPipe Transport { get => this; set => throw new NotSupportedException("Nothing is put between."); }

    public override string ConnectionId { get => _id ??= "mqtt-" + Interlocked.Increment(ref s_last).ToString(System.Globalization.CultureInfo.InvariantCulture); set => _id = value; }

    public override IFeatureCollection Features => field ??= new FewFeatures();

    public override IDictionary<object, object?> Items { get => field ??= new ConnectionItems(); set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    PipeReader IDuplexPipe.Input => _reader;

    PipeWriter IDuplexPipe.Output => _writer;

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

    public override ValueTask DisposeAsync()
    {
        try
        {
            // What came and was not read would have the last word reset away on its way to the client.
            if (!_reader.IsBroken)
            {
                Drain();
                _socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }

        _socket.Dispose();
        _reader.Dispose();
        return base.DisposeAsync();
    }

    private void Drain()
    {
        Span<byte> nowhere = stackalloc byte[4096];
        for (var drained = 0; drained < MostDrained;)
        {
            var count = _socket.Receive(nowhere, SocketFlags.None, out var error);
            if (count == 0 || error != SocketError.Success) return;
            drained += count;
        }
    }
}
