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
        using var notices = new NotifySocket();
        await using var server = await ServerProcess.StartAsync(data, notices.Environment);
        Assert.Equal("READY=1", await notices.NextAsync());
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync()); // It reads the body: the request is accepted.

        await server.SignalAsync("TERM");
        Assert.Equal("STOPPING=1", await notices.NextAsync());
        await stream.WriteAsync("language=it"u8.ToArray());

        Assert.Contains("HTTP/1.1 303", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
