namespace Mainstay.Entities.Maintenance;

/// <summary>Copies that are there whole or not at all: written beside, checked, flushed, and only then given their name.</summary>
internal sealed class DurableCopy(Action<MaintenanceProgress>? onProgress)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies a file that nobody writes to.</summary>
    public void File(string from, string to, Action<string>? check = null) => Beside(to, check, unfinished => CopyBytes(from, unfinished));

    /// <summary>Copies a sealed segment. The copy is set to need no log beside it, so that it can be read where nothing can be written.</summary>
    public void Sealed(string from, string to, Action<string> check) => Beside(to, check, unfinished =>
    {
        CopyBytes(from, unfinished);
        using var connection = new SqliteConnectionHandle(unfinished, readOnly: false);
        connection.Execute("PRAGMA journal_mode=DELETE");
    });

    /// <summary>Copies a SQLite file that may be written to meanwhile, as of one moment: one read transaction of a reader, which no commit waits for.</summary>
    public void Database(string from, string to, Action<string>? check = null)
    {
        var size = new FileInfo(from).Length;
        onProgress?.Invoke(new MaintenanceProgress("copy", Path.GetFileName(from), 0, size));
        Beside(to, check, unfinished =>
        {
            using var connection = new SqliteConnectionHandle(from, readOnly: true);
            connection.Execute($"VACUUM INTO '{unfinished.Replace("'", "''", StringComparison.Ordinal)}'");
        });
        Bytes += new FileInfo(to).Length;
        onProgress?.Invoke(new MaintenanceProgress("copy", Path.GetFileName(from), size, size));
    }

    private static void Beside(string path, Action<string>? check, Action<string> write)
    {
        var unfinished = path + ".new";
        System.IO.File.Delete(unfinished);
        try
        {
            write(unfinished);
            check?.Invoke(unfinished);
        }
        catch
        {
            System.IO.File.Delete(unfinished);
            throw;
        }

        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (var handle = System.IO.File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite)) FileFlush.Flush(handle);
        System.IO.File.Move(unfinished, path, overwrite: true);
        foreach (var stale in new[] { path + "-wal", path + "-shm" }) System.IO.File.Delete(stale); // Of a file that had this name before.
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

    private void CopyBytes(string from, string to)
    {
        using var source = System.IO.File.OpenHandle(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        using var target = System.IO.File.OpenHandle(to, FileMode.Create, FileAccess.Write);
        var buffer = new byte[BufferBytes];
        var size = RandomAccess.GetLength(source);
        for (long at = 0; ;)
        {
            onProgress?.Invoke(new MaintenanceProgress("copy", Path.GetFileName(from), at, size));
            var read = RandomAccess.Read(source, buffer, at);
            if (read == 0) break;
            RandomAccess.Write(target, buffer.AsSpan(0, read), at);
            at += read;
            Bytes += read;
        }
    }
}
