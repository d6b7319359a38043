using System.Net.Sockets;
using System.Text;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class CleanStopTests
{
    [Fact]
    public async Task What_was_accepted_before_SIGTERM_is_answered()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync()); // It reads the body: the request is accepted.

        await server.SignalAsync("TERM");
        await RefusesConnectionsAsync(server.Address);
        await stream.WriteAsync("language=it"u8.ToArray());

        Assert.Contains("HTTP/1.1 303", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await server.StopAsync();
    }

    [Fact]
    public async Task Systemd_is_told_when_it_is_ready_and_when_it_stops()
    {
        using var data = new TempFolder();
        using var folder = new TempFolder();
        var path = Path.Combine(folder, "notify");
        using var notified = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notified.Bind(new UnixDomainSocketEndPoint(path));

        await using var server = await ServerProcess.StartAsync(data, new Dictionary<string, string>(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = path });
        Assert.Equal("READY=1", await ReceiveAsync(notified));

        await server.SignalAsync("TERM");
        Assert.Equal("STOPPING=1", await ReceiveAsync(notified));
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[100];
        var length = await socket.ReceiveAsync(buffer, SocketFlags.None);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static async Task RefusesConnectionsAsync(Uri address)
    {
        while (true)
        {
            try
            {
                using var another = new TcpClient();
                await another.ConnectAsync(address.Host, address.Port);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return;
            }
        }
    }
}
