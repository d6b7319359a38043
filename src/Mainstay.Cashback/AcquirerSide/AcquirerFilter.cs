using System.Globalization;
using System.IO.Pipelines;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Cashback.AcquirerSide;

/// <summary>A row that cannot be used. It says where, and nothing of what stands there.</summary>
/// <param name="Row">1-based.</param>
/// <param name="Column">1-based.</param>
/// <param name="Reason">format, range, currency, operation, missing, sender or encoding.</param>
public sealed record BadRow(long Row, int Column, string Reason);

/// <summary>What to filter, and how.</summary>
/// <param name="Input">The acquirer's file.</param>
/// <param name="InputName">Its name; when it has the format's form, every row must be of the sender in it.</param>
/// <param name="OutputPath">The file to make, which may not be there yet; null: to <c>OutputStream</c>.</param>
/// <param name="KeyFile">The file of keys.</param>
public sealed record AcquirerFilterOptions(Stream Input, string? InputName, string? OutputPath, string KeyFile)
{
    /// <summary>Gets everything at once when the work is done; only without an output path.</summary>
    public Stream? OutputStream { get; init; }

    /// <summary>The list of enrolled cards; null: every row is hashed and sent.</summary>
    public string? EnrolledFile { get; init; }

    /// <summary>Leaves rows that cannot be used out, instead of writing nothing.</summary>
    public bool SkipBadRows { get; init; }

    /// <summary>Told of each row that cannot be used.</summary>
    public Action<BadRow> OnBadRow { get; init; } = static _ => { };

    /// <summary>Told how many rows and bytes were read.</summary>
    public Action<long, long> OnProgress { get; init; } = static (_, _) => { };
}

/// <summary>What became of a file.</summary>
/// <param name="Rows">How many it had.</param>
/// <param name="Sent">How many are in the filtered file.</param>
/// <param name="Bad">How many cannot be used.</param>
/// <param name="InputSha256">Of the file that was read, hex.</param>
/// <param name="IsWritten">False when nothing is left to send, or when rows that cannot be used forbid it.</param>
public sealed record AcquirerFilterResult(long Rows, long Sent, long Bad, string InputSha256, bool IsWritten);

/// <summary>
/// Works at an acquirer's, without a server: makes of a file with card numbers one with their names, only of enrolled cards when it has their list. Bounded memory for any size (16 bytes per enrolled card). The result
/// appears under its name when it is complete and on disk; whatever goes wrong before leaves nothing.
/// </summary>
public static class AcquirerFilter
{
    private const int BufferBytes = 64 * 1024;

    /// <exception cref="FilterRefusedException">The file, the list or the options cannot be used.</exception>
    /// <exception cref="HashKeysInvalidException">The key file cannot be used.</exception>
    /// <exception cref="IOException">A disk refused.</exception>
    public static async Task<AcquirerFilterResult> RunAsync(AcquirerFilterOptions options, CancellationToken cancellationToken)
    {
        var keys = AcquirerKeyFile.Read(options.KeyFile);
        var enrolled = await ReadListAsync(options, keys, cancellationToken);
        if (options.OutputPath is { } path && Path.Exists(path)) throw new FilterRefusedException($"{path} is there already. Nothing was changed.");

        var (folder, name) = PlaceOf(options);
        using var output = FilteredFile.Create(folder, name, keys.Fingerprints);
        var hasher = new RowHasher(keys, enrolled, SenderOf(options.InputName), output, options.OnBadRow);
        using var lines = new LineCutter(hasher, long.MaxValue);
        var input = PipeReader.Create(options.Input, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var fault = await lines.ReadAllAsync(input, () => options.OnProgress(hasher.Rows, lines.Bytes), cancellationToken);
        if (fault is not null) throw Refuse(fault, enrolled);

        var isWritten = hasher.Sent > 0 && (hasher.Bad == 0 || options.SkipBadRows);
        if (isWritten) await FinishAsync(output, lines.Sha256, options, cancellationToken);
        return new AcquirerFilterResult(hasher.Rows, hasher.Sent, hasher.Bad, lines.Sha256, isWritten);
    }

    // Without the list nobody knows under which of several keys a card was enrolled.
    private static async Task<EnrolledList?> ReadListAsync(AcquirerFilterOptions options, InstrumentKeys keys, CancellationToken cancellationToken)
    {
        if (options.EnrolledFile is not { } path)
        {
            return keys.Count == 1 ? null : throw new FilterRefusedException("The key file holds several keys. Give the list of enrolled cards as well (--enrolled): it says which card has its name under which key.");
        }

        await using var list = File.OpenRead(path);
        return await EnrolledList.ReadAsync(list, cancellationToken);
    }

    /// <summary>Where the draft lies: beside its file, or, when it goes to a stream, among the temporary files. It holds no card numbers.</summary>
    private static (string Folder, string Name) PlaceOf(AcquirerFilterOptions options) => options.OutputPath is { } path
        ? (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path))
        : (Path.GetTempPath(), "acquirer-filter");

    private static string? SenderOf(string? inputName) => AcquirerFileName.TryParse(inputName, out var name) ? name.Sender : null;

    private static async Task FinishAsync(FilteredFile output, string inputSha256, AcquirerFilterOptions options, CancellationToken cancellationToken)
    {
        output.Complete(inputSha256);
        if (options.OutputPath is { } path) output.MoveTo(Path.GetFullPath(path));
        else await output.CopyToAsync(options.OutputStream!, cancellationToken);
    }

    private static FilterRefusedException Refuse(FileFault fault, EnrolledList? enrolled) => new(fault.Code switch
    {
        RowHasher.ListTooOld => string.Create(
            CultureInfo.InvariantCulture,
            $"Row {fault.Row} is later than the list of enrolled cards reaches: it is complete for purchases before {enrolled!.CompleteUntil:yyyy-MM-dd HH:mm zzz}. Fetch a newer list. Nothing was written."),
        _ => "The file has no rows. Nothing was written.",
    });
}
