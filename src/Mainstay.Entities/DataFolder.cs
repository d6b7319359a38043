using System.Globalization;

namespace Mainstay.Entities;

/// <summary>The folder that holds everything, locked for one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
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

    public string Keys => System.IO.Path.Combine(Path, "keys.db");

    public string Secrets => System.IO.Path.Combine(Path, "secrets");

    public string Files => System.IO.Path.Combine(Path, "files");

    /// <summary>Creates the folder where needed (mode 0700) and takes its lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var lockPath = System.IO.Path.Combine(path, "mainstay.lock");
        FileStream held;
        try
        {
            held = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DataFolderInUseException(path, HolderOf(lockPath));
        }

        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        held.Flush();
        return new DataFolder(path, held);
    }

    public void Dispose() => _lock.Dispose();

    private static string HolderOf(string lockPath)
    {
        try
        {
            // The lock is advisory; a reader that asks for none may look who wrote it.
            using var file = new FileStream(lockPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadLine() is { Length: > 0 } process ? "process " + process : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}

/// <summary>The data folder is held by another process.</summary>
public sealed class DataFolderInUseException(string path, string holder)
    : Exception($"The data folder {path} is in use by {holder}. One server at a time: stop that one first, or give another folder with --data. Nothing was changed.");
