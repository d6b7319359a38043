using System.IO.Pipelines;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>The other end of a client's pipes: a test says what it answers, packet by packet.</summary>
internal sealed class ScriptedServer(MqttVersion version = MqttVersion.V5)
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly PacketReader _reader = new(Receiver.Server, 1_000_000, version);

    /// <summary>What the client holds.</summary>
    public IDuplexPipe Pipes => new Ends(_toClient.Reader, _toServer.Writer);

    /// <summary>A client that was let in.</summary>
    public async Task<MqttClient> AcceptAsync(MqttClientOptions? options = null, ConnackPacket? connack = null, MqttSession? session = null)
    {
        var connecting = MqttClient.ConnectAsync(Pipes, options ?? new MqttClientOptions { KeepAliveSeconds = 0 }, session);
        await NextAsync<ConnectPacket>();
        await SendAsync(connack ?? new ConnackPacket());
        var result = await connecting;
        Assert.Null(result.Ending);
        return result.Client!;
    }

    public async Task<T> NextAsync<T>()
        where T : Packet => Assert.IsType<T>((await NextAsync()).Packet);

    public async Task<Message> NextMessageAsync() => (await NextAsync()).Message!;

    /// <summary>The next packet; null fields at the end of the connection.</summary>
    public async Task<Parsed> NextAsync()
    {
        while (true)
        {
            var read = await _toServer.Reader.ReadAsync();
            var buffer = read.Buffer;
            var parsed = Wire.Next(_reader, ref buffer);
            _toServer.Reader.AdvanceTo(buffer.Start, parsed.Outcome == ReadOutcome.Incomplete ? read.Buffer.End : buffer.Start);
            if (parsed.Outcome != ReadOutcome.Incomplete || read.IsCompleted) return parsed;
        }
    }

    public async Task SendAsync(Packet packet) => await SendAsync(Wire.Write(packet, version));

    public async Task SendAsync(byte[] bytes) => await _toClient.Writer.WriteAsync(bytes);

    /// <summary>Goes without a word.</summary>
    public async Task HangUpAsync() => await _toClient.Writer.CompleteAsync();

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
