using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>The peer: Debian's mosquitto, as a process of its own, as it comes but for its limits.</summary>
internal sealed class MosquittoServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private MosquittoServer(Process process, string folder, IPEndPoint address) => (_process, _folder, Address) = (process, folder, address);

    public IPEndPoint Address { get; }

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<MosquittoServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-mosquitto-").FullName;
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var settings = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"listener {address.Port} 127.0.0.1\nallow_anonymous true\nlog_type none\nmax_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\n"));
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", settings]) { UseShellExecute = false }) ?? throw new InvalidOperationException("mosquitto could not be started.");
        while (!Answers(address)) await Task.Delay(TimeSpan.FromMilliseconds(50));
        return new MosquittoServer(process, folder, address);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool Answers(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
