using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Server.Hosting;

/// <summary>Makes the data folder private: nobody but the server's own user may look inside.</summary>
internal static class PrivateFolder
{
    private const string Setting = "Store:Path";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // errno of a disk that may be better tomorrow: EIO, ENOSPC.
    private const int DiskFailed = 5;
    private const int DiskFull = 28;

    /// <summary>Makes the folder where there is none, and takes it for this process.</summary>
    /// <exception cref="SettingException">The server cannot write there, or it is somebody else's.</exception>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            return DataFolder.Open(Prepare(path));
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException { HResult: not (DiskFailed or DiskFull) })
        {
            throw new SettingException(Setting, $"a folder that this server can write to: {failure.Message.TrimEnd('.')}");
        }
    }

    /// <returns>The full path.</returns>
    /// <exception cref="SettingException">It is not a folder of its own: others may read it and it holds other things.</exception>
    public static string Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full)) Directory.CreateDirectory(full, OwnerOnly);
        else if (File.GetUnixFileMode(full) != OwnerOnly) Tighten(full);
        return full;
    }

    /// <summary>An empty folder or a store may be closed to others; anything else (a home, /tmp) is somebody else's and stays as it is.</summary>
    private static void Tighten(string full)
    {
        var isOurs = Directory.Exists(Path.Combine(full, "journal")) || Directory.Exists(Path.Combine(full, "postgres")) || !Directory.EnumerateFileSystemEntries(full).Any();
        if (!isOurs) throw new SettingException(Setting, $"a folder of its own; {full} holds other files");
        File.SetUnixFileMode(full, OwnerOnly);
    }
}
