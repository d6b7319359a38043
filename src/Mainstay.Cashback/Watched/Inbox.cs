using System.Globalization;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Entities;

namespace Mainstay.Cashback.Watched;

/// <summary>A file that lies in a watched folder, as it was when it was looked at.</summary>
internal sealed record WaitingFile(string Path, AcquirerFileName Name, long Bytes, DateTimeOffset WrittenAt);

/// <summary>
/// One programme's watched folder. Files wait in it until every row has its outcome, then they move to done/; refused ones move to refused/. What is written about a file is on disk before the file moves, and a file that
/// has moved needs nothing more: whoever dies in between finds the file where it was and does the same again.
/// </summary>
/// <param name="folder">Its path.</param>
internal sealed class Inbox(string folder)
{
    /// <summary>The folder of what was refused.</summary>
    public const string RefusedName = "refused";

    /// <summary>Of the file that says why.</summary>
    public const string ReasonSuffix = ".reason.json";

    private string Done => Path.Combine(folder, "done");

    private string Refused => Path.Combine(folder, RefusedName);

    /// <summary>Makes the folders that are missing; inner ones may be used by whoever may use the folder.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(folder);
        foreach (var inner in new[] { Done, Refused }.Where(inner => !Directory.Exists(inner)))
        {
            Directory.CreateDirectory(inner);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(inner, File.GetUnixFileMode(folder));
        }
    }

    /// <summary>
    /// The files that wait, in the order of their names: regular files with the name of an acquirer's file. Links, folders, pipes, hidden and temporary names are passed over, and so is what is empty: nothing has been
    /// written to it yet, or it is no file.
    /// </summary>
    public IEnumerable<WaitingFile> Look() => new DirectoryInfo(folder).EnumerateFiles("CSTAR.*").Select(Find).OfType<WaitingFile>().OrderBy(file => file.Name.Value, StringComparer.Ordinal);

    /// <summary>Opens a file to be read once from beginning to end; the end of one that has changed meanwhile is an <see cref="IOException"/>, so that half a file is never taken for a whole one.</summary>
    public static Stream Open(WaitingFile file) => new SteadyFile(file);

    /// <summary>Moves a file away, when it still is what it was. The same file may be there from before; it is the same, because a name is used once.</summary>
    public void MoveDone(WaitingFile file) => Move(file, Path.Combine(Done, file.Name.Value));

    /// <summary>Where a result of a file is to be written.</summary>
    public string ResultPath(WaitingFile file, string extension) => Path.Combine(Done, $"{file.Name}.result.{extension}");

    /// <summary>Writes why a file is refused, then moves it away. One that was refused before under the same name stays beside it.</summary>
    public void Refuse(WaitingFile file, ReadOnlySpan<byte> reason)
    {
        var target = Path.Combine(Refused, file.Name.Value);
        for (var i = 2; File.Exists(target); i++) target = Path.Combine(Refused, string.Create(CultureInfo.InvariantCulture, $"{file.Name}.{i}"));
        using (var written = NewFile.Create(target + ReasonSuffix, file.Path))
        {
            written.Stream.Write(reason);
            written.Complete();
        }

        Move(file, target);
    }

    private void Move(WaitingFile file, string target)
    {
        if (Find(new FileInfo(file.Path)) != file) return;
        File.Move(file.Path, target, overwrite: true);
        DirectoryFlush.Flush(Path.GetDirectoryName(target)!);
        DirectoryFlush.Flush(folder);
    }

    private static WaitingFile? Find(FileInfo found)
    {
        found.Refresh();
        var isFile = found.Exists && (found.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == FileAttributes.None && found.LinkTarget is null && found.Length > 0;
        return isFile && AcquirerFileName.TryParse(found.Name, out var name) ? new WaitingFile(found.FullName, name, found.Length, new DateTimeOffset(found.LastWriteTimeUtc)) : null;
    }

    private sealed class SteadyFile(WaitingFile file) : FileStream(file.Path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan })
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 || Find(new FileInfo(file.Path)) == file ? read : throw new IOException("It changed while it was read. Write it elsewhere and move it in.");
        }
    }
}
