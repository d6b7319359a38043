using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>Files and folders that only the feeder's user can read. A file is written beside, flushed and renamed: after a power cut it is as it was before, or whole.</summary>
internal static partial class PrivateFiles
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;

    // Folders too: the bit of O_DIRECTORY is another on arm64, where that of x86 means O_DIRECT.
    private const int ReadOnly = 0;

    /// <summary>Whoever in this process makes a file makes it for its own user only: SQLite too.</summary>
    public static void OwnerOnly() => _ = SetMask(0x3F); // octal 077

    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path, Folder700);
        Flush(path);
    }

    /// <exception cref="IOException">The disk refused; an earlier file is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = File600 }))
        {
            file.Write(content);
            file.Flush();
            Flush(file.SafeFileHandle);
        }

        File.Move(draft, path, overwrite: true);
        Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>In place of what has that name; both are in one folder, which is flushed.</summary>
    public static void Rename(string from, string to)
    {
        if (RenameFile(from, to) != 0) throw new IOException($"Cannot rename {from} (errno {Marshal.GetLastPInvokeError()}).");
        Flush(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    public static void FlushFile(string path)
    {
        using var handle = Open(path, ReadOnly);
        if (handle.IsInvalid) throw new IOException($"Cannot open {path} (errno {Marshal.GetLastPInvokeError()}).");
        Flush(handle);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void Flush(string folder)
    {
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid) throw new IOException($"Cannot open {folder} (errno {Marshal.GetLastPInvokeError()}).");
        Flush(handle);
    }

    // The platform's own flush says nothing when the disk answers EIO.
    private static void Flush(SafeFileHandle handle)
    {
        if (Fsync(handle) != 0) throw new IOException($"Cannot flush to disk (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    // File.Move goes through a link to a folder, or refuses; a link is renamed as what it is.
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetMask(uint mask);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle handle);
}
