namespace Mainstay.Server.Hosting;

/// <summary>Makes the data folder private: nobody but the server's own user may look inside.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
        var isOurs = Directory.Exists(Path.Combine(full, "journal")) || !Directory.EnumerateFileSystemEntries(full).Any();
        if (!isOurs) throw new SettingException("Store:Path", $"a folder of its own; {full} holds other files");
        File.SetUnixFileMode(full, OwnerOnly);
    }
}
