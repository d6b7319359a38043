using System.Runtime.InteropServices;

namespace Mainstay.Entities;

/// <summary>Makes the names in a folder durable: a renamed or created file survives a power cut only when its folder was flushed.</summary>
public static partial class DirectoryFlush
{
    // Without O_DIRECTORY: its bit is another on arm64, where this one means O_DIRECT.
    private const int ReadOnly = 0;

    /// <summary>Puts the folder's entries on disk.</summary>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open(directory, ReadOnly);
        if (handle < 0) throw new IOException($"Cannot open the folder {directory} to flush it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Fsync(handle) != 0) throw new IOException($"Cannot flush the folder {directory} (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
