using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Why a row cannot be used.</summary>
/// <param name="Reason">format, range, currency, operation or missing.</param>
/// <param name="Column">1-based.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowFault(string Reason, int Column);

/// <summary>What the check of a row found out on the way.</summary>
/// <param name="AtMilliseconds">Column 5 as Unix milliseconds.</param>
/// <param name="AmountMinor">Column 9.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowValues(long AtMilliseconds, long AmountMinor);

/// <summary>
/// Reads a row of an acquirer's file from its bytes: 15 columns (the form of 2020) or 19, divided by semicolons, no quoting. The first column from the left that
/// is wrong is reported. Source: RTD standard PagoPA file of transactions.
/// </summary>
internal static class AcquirerRowParser
{
    /// <summary>How many ranges the caller provides: one more than the columns of the longest form, to see that there are too many.</summary>
    public const int ColumnSlots = 20;

    /// <summary>Nineteen columns of their greatest lengths, in UTF-8, stay below this; a longer line is no row.</summary>
    public const int LongestRow = 16 * 1024;

    private const int OldForm = 15;
    private const int NewForm = 19;
    private const long GreatestAmount = 99_999_999_999;

    /// <summary>Greatest number of characters of each column; index 0 is column 1.</summary>
    private static ReadOnlySpan<byte> Lengths => [20, 2, 2, 64, 35, 255, 255, 255, 35, 3, 255, 255, 255, 8, 5, 50, 50, 2, 255];

    /// <summary>Divides a line and checks every column.</summary>
    /// <param name="line">One row without its line end; valid UTF-8.</param>
    /// <param name="currencyNumber">ISO 4217 numeric, three digits; empty: whichever the row has.</param>
    /// <param name="columns">Receives where the columns lie; <see cref="ColumnSlots"/> long.</param>
    /// <param name="values">Instant and amount, when there is no fault.</param>
    public static RowFault? Check(ReadOnlySpan<byte> line, ReadOnlySpan<byte> currencyNumber, Span<Range> columns, out RowValues values)
    {
        values = default;
        var count = Divide(line, columns);
        if (count is not (OldForm or NewForm)) return new RowFault("format", count < OldForm ? count + 1 : count < NewForm ? count + 1 : NewForm + 1);
        for (var column = 1; column <= count; column++)
        {
            if (CheckColumn(line[columns[column - 1]], column, count, currencyNumber, ref values) is { } reason) return new RowFault(reason, column);
        }

        return null;
    }

    /// <summary>The row of a line that has passed the check.</summary>
    public static AcquirerRow Make(ReadOnlySpan<byte> line, ReadOnlySpan<Range> columns, RowValues values, bool hasPosType) => new(
        Operation: Text(line, columns, 2),
        Circuit: Text(line, columns, 3),
        AcquirerCode: Text(line, columns, 1),
        At: DateTimeOffset.FromUnixTimeMilliseconds(values.AtMilliseconds),
        TransactionId: Text(line, columns, 6),
        IssuerTransactionId: Text(line, columns, 7),
        CorrelationId: IsBlank(line[columns[7]]) ? null : Text(line, columns, 8),
        AmountMinor: values.AmountMinor,
        AcquirerId: Text(line, columns, 11),
        MerchantId: Text(line, columns, 12),
        TerminalId: Text(line, columns, 13),
        Mcc: Text(line, columns, 15),
        PosType: hasPosType ? Text(line, columns, 18) : null);

    /// <summary>Where the columns of a line lie, and how many there are; at most as many as there are slots.</summary>
    public static int Divide(ReadOnlySpan<byte> line, Span<Range> columns)
    {
        var start = 0;
        var count = 0;
        while (count < columns.Length)
        {
            var length = line[start..].IndexOf((byte)';');
            columns[count++] = length < 0 ? start..line.Length : start..(start + length);
            if (length < 0) break;
            start += length + 1;
        }

        return count;
    }

    public static string Text(ReadOnlySpan<byte> line, ReadOnlySpan<Range> columns, int column) => Encoding.UTF8.GetString(line[columns[column - 1]]);

    private static string? CheckColumn(ReadOnlySpan<byte> text, int column, int count, ReadOnlySpan<byte> currencyNumber, ref RowValues values)
    {
        if (IsBlank(text)) return column is 8 or 17 or 19 ? null : "missing";
        if (text.ContainsAnyInRange((byte)0, (byte)31)) return "format";
        if (IsTooLong(text, Lengths[column - 1])) return column is 2 ? "operation" : column is 10 ? "currency" : column is 3 or 5 or 14 or 18 ? "format" : "range";
        return column switch
        {
            2 => IsOperation(text, count) ? null : "operation",
            3 => text.Length == 2 && IsDigits(text) ? null : "format",
            5 => CheckInstant(text, ref values),
            9 => CheckAmount(text, ref values),
            10 => (currencyNumber.IsEmpty ? text.Length == 3 && IsDigits(text) : text.SequenceEqual(currencyNumber)) ? null : "currency",
            14 => text.Length is 6 or 8 && IsDigits(text) ? null : "format",
            18 => CheckPosType(text),
            _ => null,
        };
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept((byte)' ');

    // In UTF-8 a character begins at every byte that is not 10xxxxxx.
    private static bool IsTooLong(ReadOnlySpan<byte> text, int characters)
    {
        if (text.Length <= characters) return false;
        var count = 0;
        foreach (var b in text) count += (b & 0xC0) == 0x80 ? 0 : 1;
        return count > characters;
    }

    // 02 and 03 were payments by telephone in the form of 2020 and are unknown to the later one.
    private static bool IsOperation(ReadOnlySpan<byte> text, int count) =>
        text.SequenceEqual("00"u8) || text.SequenceEqual("01"u8) || (count == OldForm && (text.SequenceEqual("02"u8) || text.SequenceEqual("03"u8)));

    private static string? CheckInstant(ReadOnlySpan<byte> text, ref RowValues values)
    {
        var fault = AcquirerInstant.Read(text, out var milliseconds);
        values = values with { AtMilliseconds = milliseconds };
        return fault;
    }

    private static string? CheckAmount(ReadOnlySpan<byte> text, ref RowValues values)
    {
        if (!IsDigits(text)) return "format";
        if (!Utf8Parser.TryParse(text, out long amount, out _) || amount > GreatestAmount) return "range";
        values = values with { AmountMinor = amount };
        return null;
    }

    private static string? CheckPosType(ReadOnlySpan<byte> text)
    {
        if (text.Length != 2 || !IsDigits(text)) return "format";
        return text.SequenceEqual("00"u8) || text.SequenceEqual("01"u8) ? null : "range";
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
