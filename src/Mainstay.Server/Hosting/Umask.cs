using System.Runtime.InteropServices;

namespace Mainstay.Server.Hosting;

/// <summary>Files that this process makes are for its own user only (0600, folders 0700), whoever in the program makes them.</summary>
internal static partial class Umask
{
    public static void OwnerOnly() => _ = SetMask(0x3F); // octal 077

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint SetMask(uint mask);
}
