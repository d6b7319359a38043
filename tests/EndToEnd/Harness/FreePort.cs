using System.Net;
using System.Net.Sockets;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>A port of this machine on which nobody listened a moment ago.</summary>
internal static class FreePort
{
    // Below those that the kernel gives to connections that go out: one of these could take it before its server does.
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int s_next = Environment.ProcessId;

    /// <returns>Never the same twice in a run.</returns>
    public static int Next()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref s_next) & int.MaxValue) % Count);
            if (IsFree(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
