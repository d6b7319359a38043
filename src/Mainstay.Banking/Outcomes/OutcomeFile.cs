using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Mainstay.Banking.Orders;

namespace Mainstay.Banking.Outcomes;

/// <summary>A row of a file of outcomes.</summary>
/// <param name="Row">1-based, not counting a heading.</param>
/// <param name="OrderId">The EndToEndId of the order.</param>
/// <param name="Command">What it says; null when it cannot be understood.</param>
/// <param name="Fault">Why not: format, row-too-long (nothing is read after it), reason-too-long, reference-too-long, result-unknown or date-invalid; null when it can.</param>
internal sealed record OutcomeRow(int Row, string OrderId, PaymentOrderCommand? Command, string? Fault);

/// <summary>
/// What the bank says of the orders of a payout: uniqueID;result;reason;CRO;date, one row an order, with or without a heading. Results are the words that banks and payers use; a date is dd/MM/yyyy or
/// yyyy-MM-dd. Source: the exchange of the State Cashback with its payer, and of its successor.
/// </summary>
internal static class OutcomeFile
{
    public const int MaxBytes = 64 * 1024 * 1024;
    private const int Columns = 5;
    private const int LongestRow = 4096;
    private const int LongestReason = 255;
    private const int LongestReference = 35; // A CRO, as the payer's own files have it.
    private static readonly CsvReaderOptions Options = new() { Separator = ';', HasHeader = false, TrimWhitespace = true, MaxRecordSize = LongestRow };

    private static readonly string[] Dates = ["dd/MM/yyyy", "yyyy-MM-dd"];
    private static readonly HashSet<string> Executed = new(["OK", "ORDINE ESEGUITO", "EXECUTED", "ACSC", "ACCC"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Failed = new(["KO", "PRESA IN CARICO RIGETTATO", "REJECTED", "FAILED", "RJCT"], StringComparer.OrdinalIgnoreCase);

    /// <param name="body">UTF-8.</param>
    /// <param name="today">The day of execution where a row gives none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DecoderFallbackException">It is not UTF-8.</exception>
    public static async IAsyncEnumerable<OutcomeRow> ReadAsync(Stream body, DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        await using var csv = CsvReader.Create(text, Options);
        var row = 0;
        for (var isFirst = true; await IsThereMoreAsync(csv, cancellationToken) is { } isReadable; isFirst = false)
        {
            if (isFirst && isReadable && string.Equals(csv.GetString(0), "uniqueID", StringComparison.OrdinalIgnoreCase)) continue;
            yield return isReadable ? Parse(++row, csv.Current.ToArray(), today) : new OutcomeRow(++row, "", null, "row-too-long");
            if (!isReadable) yield break; // Where the next one begins cannot be said.
        }
    }

    private static async Task<bool?> IsThereMoreAsync(CsvReader csv, CancellationToken cancellationToken)
    {
        try
        {
            return await csv.ReadAsync(cancellationToken) ? true : null;
        }
        catch (CsvFormatException)
        {
            return false;
        }
    }

    private static OutcomeRow Parse(int row, string[] fields, DateOnly today)
    {
        if (fields.Length != Columns || fields[0].Length == 0) return new OutcomeRow(row, "", null, "format");
        if (fields[2].Length > LongestReason) return new OutcomeRow(row, fields[0], null, "reason-too-long");
        if (fields[3].Length > LongestReference) return new OutcomeRow(row, fields[0], null, "reference-too-long");
        if (Failed.Contains(fields[1])) return new OutcomeRow(row, fields[0], new PaymentOrderCommand.RecordFailure(fields[2]), null);
        if (!Executed.Contains(fields[1])) return new OutcomeRow(row, fields[0], null, "result-unknown");
        if (fields[4].Length == 0) return new OutcomeRow(row, fields[0], new PaymentOrderCommand.RecordExecution(today, fields[3]), null);
        return DateOnly.TryParseExact(fields[4], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new OutcomeRow(row, fields[0], new PaymentOrderCommand.RecordExecution(day, fields[3]), null)
            : new OutcomeRow(row, fields[0], null, "date-invalid");
    }
}
