using System.Runtime.InteropServices;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>Which thread runs on which processor. Source: sched_setaffinity(2).</summary>
internal static unsafe partial class Cores
{
    /// <summary>Keeps the calling thread on one processor; without effect where that is not allowed.</summary>
    public static void KeepThisThreadOn(int core)
    {
        var mask = 1UL << core;
        _ = sched_setaffinity(0, sizeof(ulong), &mask);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_setaffinity(int thread, nint bytes, ulong* mask);
}
