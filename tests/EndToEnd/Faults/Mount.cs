using System.Diagnostics;
using System.Runtime.InteropServices;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>A file system of its own for a test: small, or one whose power can be cut. Needs root.</summary>
internal sealed partial class Mount : IDisposable
{
    private const uint Shutdown = 0x8004587d; // _IOR('X', 125, __u32): FS_IOC_SHUTDOWN, as ext4 and xfs have it.
    private const uint WithoutFlushingTheLog = 2;
    private readonly TempFolder _point = new();
    private readonly string? _image;

    private Mount(string? image, params string[] arguments)
    {
        _image = image;
        Run("mount", [.. arguments, _point]);
    }

    public string Folder => _point.Path;

    /// <summary>A file system in memory of so many megabytes.</summary>
    public static Mount Small(int megabytes)
    {
        RequireRoot();
        return new Mount(null, "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs");
    }

    /// <summary>An ext4 file system in a file: its "disk".</summary>
    public static Mount OnDisk(string image)
    {
        RequireRoot();
        using (var file = File.Create(image)) file.SetLength(256L << 20);
        Run("mkfs.ext4", ["-q", "-F", image]);
        return Again(image);
    }

    /// <summary>Mounts a disk that has something on it.</summary>
    public static Mount Again(string image) => new(image, "-o", "loop", image);

    /// <summary>
    /// Cuts the power: nothing that the file system still holds in memory reaches the disk any more. The disk as it is then is copied before anything else: unmounting would write
    /// pages that were changed in place.
    /// </summary>
    public string CutPower()
    {
        using (var root = OpenFolder(Folder))
        {
            var flag = WithoutFlushingTheLog;
            if (Ioctl(root, Shutdown, ref flag) != 0) throw new IOException($"The file system could not be shut down (errno {Marshal.GetLastPInvokeError()}).");
        }

        var copy = _image + ".after";
        File.Copy(_image!, copy);
        return copy;
    }

    /// <summary>Writes a file until there is no room left; deleting it makes room again.</summary>
    public void Fill(string name)
    {
        using var ballast = File.Create(Path.Combine(Folder, name));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Dispose()
    {
        Run("umount", ["-l", _point]);
        _point.Dispose();
    }

    private static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess && CanMount(), "Mounting a file system needs root and the right to mount.");

    private static bool CanMount()
    {
        using var point = new TempFolder();
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", point]);
        mount.WaitForExit();
        if (mount.ExitCode == 0) Run("umount", [point]);
        return mount.ExitCode == 0;
    }

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        var handle = Open(path, 0); // O_RDONLY
        return handle.IsInvalid ? throw new IOException($"{path} cannot be opened (errno {Marshal.GetLastPInvokeError()}).") : handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref uint argument);
}
