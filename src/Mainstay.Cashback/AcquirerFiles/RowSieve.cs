using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Why a whole file is refused.</summary>
/// <param name="Code">One of <see cref="Codes"/>, or busy: it can be sent again as it is.</param>
/// <param name="Row">1-based, where one row shows it.</param>
internal sealed record FileFault(string Code, int? Row = null)
{
    /// <summary>What is wrong with a file; the words are the texts refused.{code}.</summary>
    public static readonly IReadOnlySet<string> Codes = new HashSet<string>(StringComparer.Ordinal)
    {
        "file-empty", "sender-mismatch", "encoding-invalid", "checksum-mismatch", "hash-key-unknown", "file-name-invalid", "file-name-taken", "file-too-large",
    };
}

/// <summary>How many rows a file has, and what became of them at the door.</summary>
internal sealed record SieveCounts(int Rows, int Ours, int NotOurs, int Rejected);

/// <summary>
/// Goes through a file's lines as they arrive: finds out whose they are, keeps those of enrolled instruments and those that cannot be used, and counts the rest.
/// A card number turns into its keyed hash here and goes no further. Holds one line at a time.
/// </summary>
/// <param name="name">The file's.</param>
/// <param name="programme">Whose rules.</param>
/// <param name="keys">Under which cards have their names.</param>
/// <param name="enrolled">Which cards are ours.</param>
/// <param name="tomorrow">A row of a day that has not begun is rejected: whose card it will be then is not known yet.</param>
/// <param name="filed">Where the rows go that wait.</param>
internal sealed class RowSieve(AcquirerFileName name, Programme programme, HashKeyRing keys, EnrolledSet enrolled, DateTimeOffset tomorrow, FiledRowWriter filed) : ILineTaker
{
    private const int ShortestCard = 13;
    private const int LongestCard = 19;
    private const int LongestChecked = 64;

    private readonly byte[] _sender = Encoding.ASCII.GetBytes(name.Sender);
    private readonly byte[] _currency = Encoding.ASCII.GetBytes(programme.Currency.Number);
    private readonly long _tomorrowMilliseconds = tomorrow.ToUnixTimeMilliseconds();
    private readonly FilteredFrame _frame = new(keys.Instruments.Fingerprints);
    private int _rows;
    private int _ours;
    private int _rejected;

    public SieveCounts Counts => new(_rows, _ours, _rows - _ours - _rejected, _rejected);

    public FileFault? Take(ReadOnlySpan<byte> line, IncrementalHash before)
    {
        if (_frame.Takes(line, before, out var fault)) return fault is null ? null : At(fault);
        _rows = checked(_rows + 1);
        if (!Utf8.IsValid(line)) return new FileFault("encoding-invalid", _rows);
        return IsFromAnother(line) ? new FileFault("sender-mismatch", _rows) : Sort(line);
    }

    public FileFault? TakeTooLong(ReadOnlySpan<byte> beginning)
    {
        if (_frame.TakesTooLong(out var fault)) return fault is null ? null : At(fault);
        _rows = checked(_rows + 1);
        Reject(new RowFault("format", Math.Min(beginning.Count((byte)';') + 1, AcquirerRowParser.ColumnSlots)), null);
        return null;
    }

    public FileFault? End()
    {
        if (_frame.End() is { } cut) return At(cut);
        return _rows == 0 ? new FileFault("file-empty") : null;
    }

    private FileFault At(FileFault fault) => fault with { Row = _rows == 0 ? null : _rows };

    // A line without any divider is no row of anybody; it is rejected by itself and does not speak for the file.
    private bool IsFromAnother(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)';');
        return end > 0 && !line[..end].SequenceEqual(_sender);
    }

    private FileFault? Sort(ReadOnlySpan<byte> line)
    {
        Span<Range> columns = stackalloc Range[AcquirerRowParser.ColumnSlots];
        if ((AcquirerRowParser.Check(line, _currency, columns, out var values) ?? OfTheDay(values) ?? OfTheId(line, columns)) is { } fault)
        {
            Reject(fault, TransactionIdOf(line, columns, fault));
        }
        else if (FindInstrument(line[columns[3]]) is { } instruments)
        {
            _ours++;
            filed.Add(new FiledRow(_rows, instruments, AcquirerRowParser.Make(line, columns, values, HasPosType(line))));
        }

        return null;
    }

    private RowFault? OfTheDay(RowValues values) => values.AtMilliseconds < _tomorrowMilliseconds ? null : new RowFault("range", 5);

    /// <summary>An id with the row's own card number in it would carry the number wherever the id is shown.</summary>
    private static RowFault? OfTheId(ReadOnlySpan<byte> line, ReadOnlySpan<Range> columns) =>
        line[columns[3]].Length >= ShortestCard && line[columns[5]].IndexOf(line[columns[3]]) >= 0 ? new RowFault("format", 6) : null;

    private void Reject(RowFault fault, string? transactionId)
    {
        _rejected++;
        filed.Add(new FiledRow(_rows, Reason: fault.Reason, Column: fault.Column, TransactionId: transactionId));
    }

    // In a row whose first columns are wrong, everything may have moved by one, or run together: what may hold a card number is not taken for the acquirer's id then.
    private static string? TransactionIdOf(ReadOnlySpan<byte> line, ReadOnlySpan<Range> columns, RowFault fault)
    {
        if (line.Count((byte)';') is not (14 or 18)) return null;
        var id = line[columns[5]];
        if (id.IsEmpty || id.Length > 255 || (fault.Column <= 6 && MayHoldCard(id))) return null;
        return AcquirerRowParser.Text(line, columns, 6);
    }

    private static bool MayHoldCard(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestChecked || LooksLikeCard(text)) return true;
        for (var first = 0; first <= text.Length - ShortestCard; first++)
        {
            if (text[first] is < (byte)'2' or > (byte)'6') continue; // The industries of payment cards (ISO/IEC 7812-1).
            var digits = text[first..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var longest = Math.Min(digits < 0 ? text.Length - first : digits, LongestCard);
            for (var length = ShortestCard; length <= longest; length++)
            {
                if (LooksLikeCard(text.Slice(first, length))) return true;
            }
        }

        return false;
    }

    private static bool LooksLikeCard(ReadOnlySpan<byte> text)
    {
        using var number = CardNumber.TryParse(text, out var parsed) ? parsed : null;
        return number is not null;
    }

    private static bool HasPosType(ReadOnlySpan<byte> line) => line.Count((byte)';') == 18;

    /// <summary>The names of an enrolled instrument, or null when it is not ours.</summary>
    private string[]? FindInstrument(ReadOnlySpan<byte> column)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (InstrumentColumn.TryReadHash(column, hash)) return enrolled.Contains(hash) ? NamesOf(Convert.ToHexStringLower(hash)) : null;
        Span<byte> digits = stackalloc byte[InstrumentColumn.LongestCard];
        var found = FindName(InstrumentColumn.Plain(column, digits), hash);
        CryptographicOperations.ZeroMemory(digits);
        return found is null ? null : [found];
    }

    private string? FindName(ReadOnlySpan<byte> instrument, Span<byte> hash)
    {
        for (var i = 0; i < keys.Instruments.Count; i++)
        {
            keys.Instruments.Hash(i, instrument, hash);
            if (enrolled.Contains(hash)) return new KeyedHash(keys.Instruments.VersionAt(i), Convert.ToHexStringLower(hash)).ToString();
        }

        return null;
    }

    // A hash that an acquirer made with one of our keys does not say with which.
    private string[] NamesOf(string hex) => [.. keys.Versions.Select(version => new KeyedHash(version, hex).ToString())];
}
