using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// The lines of a filtered file that are no rows. First, as the format has it, the SHA-256 of the file that was filtered, which only its acquirer can check; then the fingerprints of the keys that it was hashed with; and
/// at the end a SHA-256 over everything before, which we check. A file that names a key must end so; one of other software may have the first line alone, as PagoPA's filter writes it.
/// </summary>
/// <param name="fingerprints">Of the keys that we know.</param>
internal sealed class FilteredFrame(IEnumerable<string> fingerprints)
{
    /// <summary>Begins the first and the last line; 64 hex digits follow.</summary>
    public static ReadOnlySpan<byte> Checksum => "#sha256sum:"u8;

    /// <summary>Begins the lines after the first; the fingerprint of a key follows.</summary>
    public static ReadOnlySpan<byte> HashKey => "#hash-key:"u8;

    private readonly HashSet<string> _fingerprints = new(fingerprints, StringComparer.Ordinal);
    private Place _place;
    private bool _mustEnd;

    private enum Place
    {
        AtBeginning,
        InPlainFile,
        InHeading,
        InRows,
        AtEnd,
    }

    /// <summary>Looks at every line before anybody else.</summary>
    /// <param name="line">The line.</param>
    /// <param name="before">SHA-256 over everything before it.</param>
    /// <param name="fault">checksum-mismatch or hash-key-unknown, without a row.</param>
    /// <returns>Whether the line is one of these, and no row.</returns>
    public bool Takes(ReadOnlySpan<byte> line, IncrementalHash before, out FileFault? fault)
    {
        fault = null;
        switch (_place)
        {
            case Place.AtBeginning:
                _place = line.StartsWith(Checksum) ? Place.InHeading : Place.InPlainFile;
                return _place == Place.InHeading || line.IsEmpty;
            case Place.InHeading when line.StartsWith(HashKey):
                _mustEnd = true;
                if (!_fingerprints.Contains(Encoding.UTF8.GetString(line[HashKey.Length..]))) fault = new FileFault("hash-key-unknown");
                return true;
            case Place.InHeading or Place.InRows when line.StartsWith(Checksum):
                _place = Place.AtEnd;
                if (!IsOf(line[Checksum.Length..], before)) fault = new FileFault("checksum-mismatch");
                return true;
            case Place.InHeading:
                _place = Place.InRows;
                return false;
            case Place.AtEnd:
                fault = new FileFault("checksum-mismatch");
                return true;
            default:
                return false;
        }
    }

    /// <summary>The same for a line that is longer than any row, which is none of these.</summary>
    public bool TakesTooLong(out FileFault? fault)
    {
        fault = _place == Place.AtEnd ? new FileFault("checksum-mismatch") : null;
        if (_place != Place.AtEnd) _place = _place is Place.AtBeginning or Place.InPlainFile ? Place.InPlainFile : Place.InRows;
        return fault is not null;
    }

    /// <summary>The file ends here.</summary>
    /// <returns>checksum-mismatch when it was cut off.</returns>
    public FileFault? End() => _mustEnd && _place != Place.AtEnd ? new FileFault("checksum-mismatch") : null;

    private static bool IsOf(ReadOnlySpan<byte> text, IncrementalHash before)
    {
        Span<byte> written = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(text, written, out _, out var length) != System.Buffers.OperationStatus.Done || length != written.Length) return false;
        before.GetCurrentHash(actual);
        return actual.SequenceEqual(written);
    }
}
