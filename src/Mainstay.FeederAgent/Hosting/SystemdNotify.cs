using System.Net.Sockets;
using System.Text;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>Tells systemd when the server is ready and when it stops. Without $NOTIFY_SOCKET nothing is sent. Source: sd_notify(3).</summary>
internal static class SystemdNotify
{
    public static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path) return;
        // A leading @ names a socket in the abstract namespace, whose first byte is zero.
        var endPoint = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(state), endPoint);
    }
}
