using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>
/// Watches for processor time that a virtual machine asked for and its host gave to others ("steal" in proc_stat(5)). Neither server nor generator runs then, and everybody who was due waits until it is
/// over and the queue behind it is empty: it is in every percentile, and nobody in the machine can do anything about it.
/// </summary>
internal sealed class HostStops : IDisposable
{
    private const int StealField = 8; // cpu, user, nice, system, idle, iowait, irq, softirq, steal
    private const double TicksPerSecond = 100; // USER_HZ, the same on all machines that .NET runs on.
    private static readonly long s_between = Stopwatch.Frequency / 100;
    private static readonly long s_aftermath = Stopwatch.Frequency / 4;
    private readonly FileStream? _statistics = OperatingSystem.IsLinux() ? new FileStream("/proc/stat", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0) : null;
    private readonly byte[] _line = new byte[256];
    private long _lookedAt;
    private long _seenAt;

    /// <summary>Of all processors, since the machine started; zero where the system does not say.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>Looks, at most a hundred times a second.</summary>
    public void Look(long now)
    {
        if (_statistics is null || now - _lookedAt < s_between) return;
        var total = Read();
        if (total > Total && _lookedAt != 0) _seenAt = now;
        (Total, _lookedAt) = (total, now);
    }

    /// <summary>Whether nothing was taken from a quarter of a second before that instant until now.</summary>
    public bool IsCalmSince(long instant) => _seenAt < instant - s_aftermath;

    public void Dispose() => _statistics?.Dispose();

    private TimeSpan Read()
    {
        _statistics!.Position = 0;
        var rest = _line.AsSpan(0, _statistics.Read(_line));
        rest = rest["cpu".Length..].TrimStart((byte)' ');
        for (var field = 1; field < StealField; field++) rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(rest, out long ticks, out _) ? TimeSpan.FromSeconds(ticks / TicksPerSecond) : throw new InvalidDataException($"/proc/stat begins with {Encoding.ASCII.GetString(_line)}.");
    }
}
