using System.Security.Cryptography;
using System.Text;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Entities;

namespace Mainstay.Cashback.AcquirerSide;

/// <summary>A filtered file on its way: a draft under a hidden name, which disappears unless it was completed. What it is the filtered form of is known only at the end, and is put into the first line then.</summary>
internal sealed class FilteredFile : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly FileStream _stream;
    private readonly string _draft;

    private FilteredFile(string draft, FileStream stream) => (_draft, _stream) = (draft, stream);

    /// <param name="folder">Where the file is going to be, so that it can be moved in one step.</param>
    /// <param name="name">How it is going to be called.</param>
    /// <param name="fingerprints">Of the keys.</param>
    /// <exception cref="IOException">The folder is not there, or cannot be written.</exception>
    public static FilteredFile Create(string folder, string name, IEnumerable<string> fingerprints)
    {
        var draft = Path.Combine(folder, $".{name}.{Path.GetRandomFileName()}.part");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = BufferBytes };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FilteredFile(draft, new FileStream(draft, options));
        file.Write(FilteredFrame.Checksum);
        file.Write(Encoding.ASCII.GetBytes(new string('0', 2 * SHA256.HashSizeInBytes) + "\n"));
        foreach (var fingerprint in fingerprints)
        {
            file.Write(FilteredFrame.HashKey);
            file.Write(Encoding.ASCII.GetBytes(fingerprint + "\n"));
        }

        return file;
    }

    /// <summary>Writes a row with the name in its instrument's place.</summary>
    public void Add(ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> after)
    {
        Span<byte> hex = stackalloc byte[2 * SHA256.HashSizeInBytes];
        Convert.TryToHexStringLower(hash, hex, out _);
        Write(before);
        Write(hex);
        Write(after);
        Write("\n"u8);
    }

    /// <summary>Puts in whose filtered form it is, and at the end the checksum over everything before; then flushes it to disk.</summary>
    public void Complete(string inputSha256)
    {
        _stream.Flush();
        _stream.Position = FilteredFrame.Checksum.Length;
        Write(Encoding.ASCII.GetBytes(inputSha256));
        _stream.Flush();
        _stream.Position = 0;
        var checksum = SHA256.HashData(_stream);
        Write(FilteredFrame.Checksum);
        Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(checksum) + "\n"));
        FileFlush.Flush(_stream);
    }

    /// <exception cref="IOException">Something is there by now.</exception>
    public void MoveTo(string path)
    {
        File.Move(_draft, path, overwrite: false);
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

    public async Task CopyToAsync(Stream target, CancellationToken cancellationToken)
    {
        _stream.Position = 0;
        await _stream.CopyToAsync(target, cancellationToken);
        await target.FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_draft);
    }

    private void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);
}
