using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Cashback.AcquirerSide;

/// <summary>
/// Goes through the rows of a file on the acquirer's side: checks each as the server would, replaces the instrument by its name, writes those of enrolled cards and leaves the rest out. Holds one line at a time.
/// </summary>
/// <param name="keys">To name cards with.</param>
/// <param name="enrolled">Whose rows are sent; null: everybody's.</param>
/// <param name="sender">The sender that the file's name says; null: the first row's.</param>
/// <param name="output">Where the rows go.</param>
/// <param name="onBadRow">Told of each row that cannot be used.</param>
internal sealed class RowHasher(InstrumentKeys keys, EnrolledList? enrolled, string? sender, FilteredFile output, Action<BadRow> onBadRow) : ILineTaker
{
    /// <summary>Refuses the file: a row is later than the list of enrolled cards reaches.</summary>
    public const string ListTooOld = "list-too-old";

    private readonly long _completeUntil = enrolled?.CompleteUntil.ToUnixTimeMilliseconds() ?? long.MaxValue;
    private byte[]? _sender = sender is null ? null : Encoding.ASCII.GetBytes(sender);
    private bool _hasBegun;

    public long Rows { get; private set; }

    public long Sent { get; private set; }

    public long Bad { get; private set; }

    public FileFault? Take(ReadOnlySpan<byte> line, IncrementalHash before)
    {
        var isBlankBeginning = !_hasBegun && line.IsEmpty; // The server passes over it as well.
        _hasBegun = true;
        if (isBlankBeginning) return null;
        Rows++;
        Span<Range> columns = stackalloc Range[AcquirerRowParser.ColumnSlots];
        if (Check(line, columns, out var values) is { } fault) return Reject(fault);
        if (values.AtMilliseconds >= _completeUntil) return new FileFault(ListTooOld, checked((int)Rows));
        Send(line, columns[3]);
        return null;
    }

    public FileFault? TakeTooLong(ReadOnlySpan<byte> beginning)
    {
        _hasBegun = true;
        Rows++;
        return Reject(new RowFault("format", Math.Min(beginning.Count((byte)';') + 1, AcquirerRowParser.ColumnSlots)));
    }

    public FileFault? End() => Rows == 0 ? new FileFault("file-empty") : null;

    private RowFault? Check(ReadOnlySpan<byte> line, Span<Range> columns, out RowValues values)
    {
        values = default;
        if (!Utf8.IsValid(line)) return new RowFault("encoding", 1);
        if (AcquirerRowParser.Check(line, currencyNumber: [], columns, out values) is { } fault) return fault;
        var from = line[columns[0]];
        _sender ??= from.ToArray();
        return from.SequenceEqual(_sender) ? null : new RowFault("sender", 1);
    }

    private FileFault? Reject(RowFault fault)
    {
        Bad++;
        onBadRow(new BadRow(Rows, fault.Column, fault.Reason));
        return null;
    }

    private void Send(ReadOnlySpan<byte> line, Range column)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!TryName(line[column], hash)) return;
        Sent++;
        output.Add(line[..column.Start.Value], hash, line[column.End.Value..]);
    }

    /// <returns>Whether the instrument is one whose rows are sent.</returns>
    private bool TryName(ReadOnlySpan<byte> instrument, Span<byte> hash)
    {
        if (InstrumentColumn.TryReadHash(instrument, hash)) return IsEnrolled(hash);
        Span<byte> digits = stackalloc byte[InstrumentColumn.LongestCard];
        var plain = InstrumentColumn.Plain(instrument, digits);
        var isSent = false;
        for (var i = 0; i < keys.Count && !isSent; i++)
        {
            keys.Hash(i, plain, hash);
            isSent = IsEnrolled(hash);
        }

        CryptographicOperations.ZeroMemory(digits);
        return isSent;
    }

    private bool IsEnrolled(ReadOnlySpan<byte> hash) => enrolled is null || enrolled.Set.Contains(hash);
}
