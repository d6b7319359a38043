using System.Net.Sockets;
using System.Text;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>Listens in systemd's place to what a server says of itself.</summary>
public sealed class NotifySocket : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket()
    {
        var path = Path.Combine(_folder, "notify");
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = path };
    }

    /// <summary>What to give to the server's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The next notice, such as READY=1.</summary>
    public async Task<string> NextAsync()
    {
        var buffer = new byte[100];
        var length = await _socket.ReceiveAsync(buffer, SocketFlags.None);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
