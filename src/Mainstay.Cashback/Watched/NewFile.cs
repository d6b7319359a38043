using Mainstay.Entities;

namespace Mainstay.Cashback.Watched;

/// <summary>
/// A file that appears under its name when it is complete and on disk, and not at all otherwise. Whoever may read the file that it is about may read it. It has any length and is hidden until then,
/// for the folder is looked into by those who own it; a <see cref="PrivateFile"/> is small, and nobody else's from its first byte on.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path;

    private NewFile(string path, FileStream stream) => (_path, Stream) = (path, stream);

    public FileStream Stream { get; }

    private string Draft => DraftOf(_path);

    /// <param name="path">The file to make; one that is there is replaced.</param>
    /// <param name="about">The file that it is about; it may be gone.</param>
    public static NewFile Create(string path, string about)
    {
        var file = new NewFile(path, new FileStream(DraftOf(path), FileMode.Create, FileAccess.Write));
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && File.Exists(about)) File.SetUnixFileMode(file.Stream.SafeFileHandle, (File.GetUnixFileMode(about) & ~Execute) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    public void Complete()
    {
        FileFlush.Flush(Stream);
        Stream.Dispose();
        File.Move(Draft, _path, overwrite: true);
        DirectoryFlush.Flush(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(Draft);
    }

    private static string DraftOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, "." + Path.GetFileName(path) + ".part");
}
