using System.Runtime.InteropServices;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>
/// The generator stands for callers who have processors of their own. On the server's it is let in before the server's threads, so that requests leave when they are due, and an answer counts from when it is there:
/// what it takes is still missing to the server. Where that is not allowed, it waits its turn like any other.
/// </summary>
internal static partial class Precedence
{
    private const int OfProcess = 0;
    private const int ThisThread = 0;
    private const int Nice = -10;

    /// <summary>For the calling thread, which is to end with its work.</summary>
    public static void Take() => _ = SetPriority(OfProcess, ThisThread, Nice);

    // Source: setpriority(2). On Linux a number names a thread.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int nice);
}
