namespace Mainstay.Entities;

/// <summary>
/// Small files that only the server's user can read: secrets, and settings that belong to a store. They are written beside, flushed and renamed, and their folder is flushed: a crash or
/// a power cut leaves the file as it was before or whole.
/// </summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Writes a file that is not there (mode 0600; folders that are missing 0700).</summary>
    /// <exception cref="IOException">It is there already, or the disk refused.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: false);

    /// <summary>Writes a file, in place of the one that may be there.</summary>
    /// <exception cref="IOException">The disk refused; the earlier file is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    /// <summary>Whether nobody but its owner can read or write it.</summary>
    public static bool IsPrivate(string path) =>
        OperatingSystem.IsWindows() || IsCredential(path) || (File.GetUnixFileMode(path) & ~OwnerFile) == UnixFileMode.None;

    /// <summary>systemd guards its credentials by the folder and by an access list, which shows as the group's right to read. Source: systemd.exec(5), LoadCredential=.</summary>
    private static bool IsCredential(string path) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder && Path.GetFullPath(path).StartsWith(folder + "/", StringComparison.Ordinal);

    private static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(folder);
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            FileFlush.Flush(file);
        }

        File.Move(draft, path, overwrite);
        DirectoryFlush.Flush(folder);
    }

    /// <summary>A new folder's own name is made durable too.</summary>
    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) CreateFolder(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolder);
        if (parent is not null) DirectoryFlush.Flush(parent);
    }
}
