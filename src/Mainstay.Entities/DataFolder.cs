using System.Globalization;

namespace Mainstay.Entities;

/// <summary>The folder that holds everything, locked for one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Ends the name of a file below <see cref="Files"/> that is being written. Whoever writes it removes what an earlier process left of it; no backup takes it along.</summary>
    public const string DraftSuffix = ".draft";

    internal const string LockName = "mainstay.lock";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Journal => System.IO.Path.Combine(Path, "journal");

    public string Entities => System.IO.Path.Combine(Path, "entities.db");

    public string Views => System.IO.Path.Combine(Path, "views");

    /// <summary>What is kept here of a journal that is in PostgreSQL: its head.</summary>
    public string Postgres => System.IO.Path.Combine(Path, "postgres");

    public string Keys => System.IO.Path.Combine(Path, "keys.db");

    public string Secrets => System.IO.Path.Combine(Path, "secrets");

    /// <summary>Small files that modules keep beside the journal, such as programmes that were added to this store.</summary>
    public string Settings => System.IO.Path.Combine(Path, "settings");

    public string Files => System.IO.Path.Combine(Path, "files");

    /// <summary>Creates the folder where needed (mode 0700) and takes its lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var isNew = !Directory.Exists(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var lockPath = System.IO.Path.Combine(path, LockName);
        FileStream held;
        try
        {
            held = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            throw new DataFolderInUseException(path, HolderOf(path));
        }

        File.WriteAllText(HolderPath(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        if (isNew) DirectoryFlush.Flush(System.IO.Path.GetDirectoryName(path)!);
        return new DataFolder(path, held);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>EAGAIN on Linux and on macOS, a sharing violation on Windows; a full or failing disk is something else.</summary>
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>Beside the lock, because what is locked cannot be read by others.</summary>
    private static string HolderPath(string path) => System.IO.Path.Combine(path, "mainstay.pid");

    private static string HolderOf(string path) =>
        File.Exists(HolderPath(path)) && File.ReadAllText(HolderPath(path)).Trim() is { Length: > 0 } process ? "process " + process : "another process";
}

/// <summary>The data folder is held by another process.</summary>
public sealed class DataFolderInUseException(string path, string holder)
    : Exception($"The data folder {path} is in use by {holder}. One server at a time: stop that one first, or give another folder with --data. Nothing was changed.");
