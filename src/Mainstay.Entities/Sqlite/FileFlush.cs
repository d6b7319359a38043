using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.Entities;

/// <summary>
/// Puts a file's content on disk, or says that it could not. The platform's own <c>FlushToDisk</c> and <c>Flush(true)</c> say nothing when the disk answers EIO (seen with .NET 10.0), so
/// they are banned here.
/// </summary>
public static partial class FileFlush
{
    /// <exception cref="IOException">The disk refused: what was written since the last flush may be lost, whatever a later one says.</exception>
    public static void Flush(FileStream file)
    {
        file.Flush();
        Flush(file.SafeFileHandle);
    }

    /// <inheritdoc cref="Flush(FileStream)"/>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
#pragma warning disable RS0030 // FlushFileBuffers reports its errors.
            RandomAccess.FlushToDisk(file);
#pragma warning restore RS0030
            return;
        }

        while (Fsync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"A file could not be flushed to disk (errno {error}).");
        }
    }

    private const int Interrupted = 4; // EINTR

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle file);
}
