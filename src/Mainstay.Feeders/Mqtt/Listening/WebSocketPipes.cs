using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Mainstay.Feeders.Mqtt.Connections;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>A WebSocket as two pipes: a stream of bytes, however it is cut into messages. [MQTT-6.0.0-2] Source: MQTT 5.0 and 3.1.1, 6.</summary>
internal sealed class WebSocketPipes(WebSocket socket) : IDuplexPipe
{
    private const int Piece = 4096;
    private readonly Pipe _incoming = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, minimumSegmentSize: Piece, useSynchronizationContext: false));
    private readonly Pipe _outgoing = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, minimumSegmentSize: Piece, useSynchronizationContext: false));

    public PipeReader Input => _incoming.Reader;

    public PipeWriter Output => _outgoing.Writer;

    /// <summary>Ends when both directions have, and the socket is closed.</summary>
    /// <param name="patience">How long the other side may take to say goodbye.</param>
    public async Task RunAsync(CancellationToken patience)
    {
        var receiving = ReceiveAsync(patience);
        await SendAsync(patience);
        await receiving;
    }

    private async Task ReceiveAsync(CancellationToken patience)
    {
        try
        {
            while (true)
            {
                // Asks for nothing: an idle socket holds no buffer.
                var nothing = await socket.ReceiveAsync(Memory<byte>.Empty, patience);
                if (nothing.MessageType == WebSocketMessageType.Close) break;
                var received = nothing.MessageType == WebSocketMessageType.Text ? nothing : await socket.ReceiveAsync(_incoming.Writer.GetMemory(Piece), patience);
                if (received.MessageType == WebSocketMessageType.Close) break;
                if (received.MessageType == WebSocketMessageType.Text)
                {
                    // [MQTT-6.0.0-1]
                    socket.Abort();
                    break;
                }

                _incoming.Writer.Advance(received.Count);
                if ((await _incoming.Writer.FlushAsync(patience)).IsCompleted) break;
            }
        }
        catch (Exception gone) when (NetworkEnd.Is(gone))
        {
            // Whoever reads the pipe sees its end.
        }

        await _incoming.Writer.CompleteAsync();
    }

    private async Task SendAsync(CancellationToken patience)
    {
        try
        {
            while (true)
            {
                var read = await _outgoing.Reader.ReadAsync(patience);
                foreach (var piece in read.Buffer) await socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: true, patience);
                _outgoing.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience);
        }
        catch (Exception gone) when (NetworkEnd.Is(gone))
        {
            socket.Abort();
        }

        await _outgoing.Reader.CompleteAsync();
    }
}
