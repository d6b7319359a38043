using System.Net;
using System.Net.Sockets;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>A port of this machine on which nobody listened a moment ago.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
