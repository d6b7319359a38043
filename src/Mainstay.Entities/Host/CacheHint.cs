using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Mainstay.Entities;

/// <summary>Asks the processor to bring memory near that will be needed soon. A hint: where there is none of the kind, nothing happens.</summary>
internal static unsafe class CacheHint
{
    private const int LineBytes = 64;

    /// <summary>The object's beginning: a cell or a snapshot, whose first fields are in it.</summary>
    public static void Fetch(object? target)
    {
        if (!Sse.IsSupported || target is null) return;
        var start = *(byte**)Unsafe.AsPointer(ref target); // It may move before the hint arrives: then the hint is of no use, and of no harm.
        Sse.Prefetch0(start);
        Sse.Prefetch0(start + LineBytes);
    }

    /// <summary>An element of an array.</summary>
    public static void Fetch<T>(ref T target)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref target));
    }
}
