using System.Runtime.InteropServices;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>
/// The few calls of the kernel with which one thread serves thousands of connections. The platform's sockets would spend several times the processor time per request on threads and tasks, and
/// the generator shares its cores with what it measures. Source: epoll(7), send(2), recv(2).
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const uint Readable = 1;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int MostEvents = 1024;
    private readonly int _set;
    private readonly byte[] _events = GC.AllocateArray<byte>(MostEvents * EventBytes, pinned: true);

    public Epoll()
    {
        _set = epoll_create1(0);
        if (_set < 0) throw new IOException($"epoll_create1 failed with {Marshal.GetLastPInvokeError()}.");
    }

    // The kernel packs the struct on x86-64 alone.
    private static int EventBytes => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static int DataOffset => EventBytes - 8;

    /// <summary>Watches a socket; <see cref="Wait"/> names it by <paramref name="name"/>.</summary>
    public void Watch(int socket, int name)
    {
        var watched = stackalloc byte[16];
        *(uint*)watched = Readable;
        *(long*)(watched + DataOffset) = name;
        if (epoll_ctl(_set, Add, socket, watched) < 0) throw new IOException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Waits until sockets have something to read, or the time is up.</summary>
    /// <returns>How many names were written.</returns>
    public int Wait(Span<int> names, int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = epoll_wait(_set, events, Math.Min(names.Length, MostEvents), milliseconds);
            for (var i = 0; i < count; i++) names[i] = (int)*(long*)(events + (i * EventBytes) + DataOffset);
            return Math.Max(0, count);
        }
    }

    /// <returns>Whether everything was taken; a request is far smaller than a socket's buffer, so anything else is a broken connection.</returns>
    public static bool Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes) return send(socket, start, bytes.Length, DoNotWait | NoSignal) == bytes.Length;
    }

    /// <returns>Bytes read; 0 when the other side closed; negative when nothing is there, or the connection broke.</returns>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* start = into) return (int)recv(socket, start, into.Length, DoNotWait);
    }

    public void Dispose() => _ = close(_set);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int epoll_ctl(int set, int operation, int socket, byte* watched);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int epoll_wait(int set, byte* events, int most, int milliseconds);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint recv(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int file);
}
