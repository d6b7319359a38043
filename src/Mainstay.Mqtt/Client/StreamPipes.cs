using System.IO.Pipelines;

namespace Mainstay.Mqtt;

/// <summary>
/// A stream as two pipes. What is written while the stream is busy leaves in one piece afterwards; when more than 64 KB wait, writers wait too.
/// </summary>
internal sealed class StreamPipes : IDuplexPipe
{
    private readonly Pipe _outgoing = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
    private readonly Stream _stream;
    private readonly Task _pumping;

    public StreamPipes(Stream stream)
    {
        _stream = stream;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        _pumping = PumpAsync();
    }

    public PipeReader Input { get; }

    public PipeWriter Output => _outgoing.Writer;

    /// <summary>Lets what was written leave, for as long as the token allows, and closes the stream; who reads is told so by it.</summary>
    public async Task CloseAsync(CancellationToken patience)
    {
        if (!patience.IsCancellationRequested)
        {
            await Output.CompleteAsync();
            await _pumping.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stream.DisposeAsync();
        await Output.CompleteAsync();
        await _pumping;
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                var read = await _outgoing.Reader.ReadAsync();
                foreach (var piece in read.Buffer) await _stream.WriteAsync(piece);
                _outgoing.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted && read.Buffer.IsEmpty) break;
                await _stream.FlushAsync();
            }
        }
        catch (Exception cause) when (NetworkFailure.Is(cause) || cause is NotSupportedException)
        {
            // The last is what the stream of a WebSocket says when that was closed. Whoever reads is told so by the stream.
            await _stream.DisposeAsync();
        }

        await _outgoing.Reader.CompleteAsync();
    }
}

/// <summary>The exceptions by which a network says that it is gone.</summary>
internal static class NetworkFailure
{
    public static bool Is(Exception cause) =>
        cause is IOException or ObjectDisposedException or System.Net.Sockets.SocketException or System.Net.WebSockets.WebSocketException or System.Security.Authentication.AuthenticationException
            or System.Net.Http.HttpRequestException;
}
