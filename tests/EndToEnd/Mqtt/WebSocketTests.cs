using System.Net.WebSockets;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>MQTT over WebSocket, frame by frame. Source: MQTT 5.0 and 3.1.1, 6.</summary>
public sealed class WebSocketTests : IDisposable
{
    private static readonly string[] s_open = ["--Mqtt:AllowAnonymous=true", "--Mqtt:Listeners:0:Url=ws://127.0.0.1:0/mqtt"];
    private static readonly byte[] s_connect = Convert.FromHexString("100D00044D51545404020000000163");
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Mqtt_6_0_0_2_Packets_may_lie_across_frames_and_share_them()
    {
        await using var server = await ServerProcess.StartAsync(_folder, s_open);
        using var socket = await ConnectAsync(server, "mqtt");

        await SendAsync(socket, s_connect.AsMemory(0, 5));
        await SendAsync(socket, (byte[])[.. s_connect[5..], 0xC0, 0x00, 0xC0]);
        await SendAsync(socket, new byte[1]);

        Assert.Equal("20020000D000D000", await ReceiveAsync(socket, 8));
        Assert.Equal("mqtt", socket.SubProtocol); // [MQTT-6.0.0-4]
    }

    [Fact]
    public async Task Mqtt_6_0_0_1_Text_ends_the_connection()
    {
        await using var server = await ServerProcess.StartAsync(_folder, s_open);
        using var socket = await ConnectAsync(server, "mqtt");
        await SendAsync(socket, s_connect);
        Assert.Equal("20020000", await ReceiveAsync(socket, 4));

        await socket.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(socket, 1));
    }

    [Fact]
    public async Task Mqtt_6_0_0_3_Another_subprotocol_is_refused()
    {
        await using var server = await ServerProcess.StartAsync(_folder, s_open);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, "chat"));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<ClientWebSocket> ConnectAsync(ServerProcess server, string subprotocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subprotocol);
        await socket.ConnectAsync(server.Mqtt("ws"), TestContext.Current.CancellationToken);
        return socket;
    }

    private static ValueTask SendAsync(ClientWebSocket socket, ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, int length)
    {
        var bytes = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(filled), TestContext.Current.CancellationToken);
            if (received.MessageType == WebSocketMessageType.Close) throw new WebSocketException("Closed.");
            filled += received.Count;
        }

        return Convert.ToHexString(bytes);
    }
}
