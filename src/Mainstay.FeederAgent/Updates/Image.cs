using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Mainstay.FeederAgent.Updates;

/// <summary>A program on its way: a gzipped tar of its folder.</summary>
internal static class Image
{
    private const int MostFiles = 2_000;
    private const long MostBytes = 4 * FirmwareManifest.LargestImage;
    private const int Piece = 64 * 1024;

    /// <summary>A server from which nothing comes for so long is not waited for.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>Writes what comes to a file and holds it against the manifest.</summary>
    /// <returns>One of <see cref="FirmwareCodes"/>; null: it is what was signed, and on disk.</returns>
    /// <exception cref="OperationCanceledException">As asked, or nothing came for <see cref="LongestSilence"/>.</exception>
    public static async Task<string?> SaveAsync(Stream coming, string path, FirmwareManifest manifest, TimeProvider time, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        var size = 0L;
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            var buffer = new byte[Piece];
            while (await coming.ReadAsync(buffer, either.Token) is > 0 and var length)
            {
                silence.CancelAfter(LongestSilence);
                size += length;
                // What is longer than was signed is not read to its end.
                if (size > manifest.Size) return FirmwareCodes.HashMismatch;
                hash.AppendData(buffer, 0, length);
                await file.WriteAsync(buffer.AsMemory(0, length), cancel);
            }
        }

        return size == manifest.Size && Convert.ToHexStringLower(hash.GetHashAndReset()) == manifest.Sha256 ? null : FirmwareCodes.HashMismatch;
    }

    /// <summary>Unpacks an image that was checked. Files and folders only, within the folder, and no more than a program needs: the maker's word is no reason to follow a link out of it.</summary>
    /// <returns>One of <see cref="FirmwareCodes"/>; null: it is there.</returns>
    public static async Task<string?> UnpackAsync(string path, string folder, CancellationToken cancel)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var plain = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(plain);
            var (files, bytes) = (0, 0L);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (++files > MostFiles || (bytes += entry.Length) > MostBytes || !await TakeAsync(entry, folder, cancel)) return FirmwareCodes.Malformed;
            }

            return File.Exists(Path.Combine(folder, "mainstay-feeder")) ? null : FirmwareCodes.Malformed;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            return FirmwareCodes.Malformed;
        }
    }

    private static async Task<bool> TakeAsync(TarEntry entry, string folder, CancellationToken cancel)
    {
        var target = Path.GetFullPath(Path.Combine(folder, entry.Name));
        var isWithin = target == folder || target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || target.TrimEnd('/') == folder;
        if (!isWithin) return false;
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(target);
                return true;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await entry.ExtractToFileAsync(target, overwrite: false, cancel);
                return true;
            case TarEntryType.ExtendedAttributes or TarEntryType.GlobalExtendedAttributes:
                return true;
            default:
                return false;
        }
    }
}
