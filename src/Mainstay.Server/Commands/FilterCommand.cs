using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Server.Hosting;

namespace Mainstay.Server.Commands;

/// <summary><c>mainstay acquirer-filter</c>: run where an acquirer is, without a server, a store or settings.</summary>
internal sealed class FilterCommand
{
    private const string Standard = "-";
    private const int MostBadRowsSaid = 100;

    private readonly Option<string> _input = new("--in") { HelpName = "FILE", Required = true, Description = "The acquirer's file with card numbers; - reads standard input." };
    private readonly Option<string> _output = new("--out") { HelpName = "FILE", Required = true, Description = "The file to make, or a folder, where it gets the name of the other; - writes to standard output." };
    private readonly Option<string> _key = new("--key-file") { HelpName = "FILE", Required = true, Description = "The file made by acquirer-key, readable by its owner alone." };
    private readonly Option<string?> _enrolled = new("--enrolled") { HelpName = "FILE", Description = "The programme's list of enrolled cards. Rows of other cards are left out; without it all rows are sent." };
    private readonly Option<bool> _skip = new("--skip-bad-rows") { Description = "Leaves out rows that cannot be used. Without it, one such row and nothing is written." };

    public Command Make()
    {
        var command = new Command("acquirer-filter", "For acquirers: replaces the card numbers in a file by keyed hashes. Needs no server.") { _input, _output, _key, _enrolled, _skip };
        command.SetAction((parsed, _) => AcquirerCommands.GuardedAsync(parsed, () => RunAsync(parsed)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        // Interrupted, it takes the half file away before it ends.
        using var stopping = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        var (from, to, error) = (parsed.GetRequiredValue(_input), parsed.GetRequiredValue(_output), parsed.InvocationConfiguration.Error);
        await using var stream = from == Standard ? Console.OpenStandardInput() : File.OpenRead(from);
        using var progress = new FilterProgress(error, stream.CanSeek ? stream.Length : null, TimeProvider.System);
        var options = new AcquirerFilterOptions(stream, from == Standard ? null : Path.GetFileName(from), PlaceOf(from, to), parsed.GetRequiredValue(_key))
        {
            OutputStream = to == Standard ? Console.OpenStandardOutput() : null,
            EnrolledFile = parsed.GetValue(_enrolled),
            SkipBadRows = parsed.GetValue(_skip),
            OnProgress = progress.Show,
            OnBadRow = Sayer(error, progress),
        };
        var result = await AcquirerFilter.RunAsync(options, stopping.Token);
        progress.Dispose();
        return Report(error, result, result.IsWritten ? $"{options.OutputPath ?? "Standard output"} is complete." : null);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stopping.IsCancellationRequested; // The second one ends it at once, whatever it waits for.
            stopping.Cancel();
        }
    }

    /// <returns>The file to make; null for standard output.</returns>
    private static string? PlaceOf(string from, string to)
    {
        if (to == Standard) return null;
        if (!Directory.Exists(to)) return to;
        return from == Standard ? throw new FilterRefusedException("Standard input has no name: give --out a file, not a folder.") : Path.Combine(to, Path.GetFileName(from));
    }

    private static Action<BadRow> Sayer(TextWriter error, FilterProgress progress)
    {
        var said = 0;
        return row =>
        {
            if (++said > MostBadRowsSaid + 1) return;
            progress.Dispose();
            error.WriteLine(said > MostBadRowsSaid
                ? "mainstay: there are more rows that cannot be used."
                : string.Create(CultureInfo.InvariantCulture, $"mainstay: row {row.Row}, column {row.Column} ({ColumnNames[row.Column - 1]}): {Meaning(row.Reason)}"));
        };
    }

    // On standard error, where the progress was: standard output may be the file itself.
    private static int Report(TextWriter error, AcquirerFilterResult result, string? complete)
    {
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Rows} rows read, {result.Sent} to send, {result.Rows - result.Sent - result.Bad} of cards that do not take part, {result.Bad} cannot be used."));
        error.WriteLine($"sha256 of what was read: {result.InputSha256}");
        if (complete is not null) error.WriteLine(complete);
        else if (result.Bad > 0) error.WriteLine("mainstay: Nothing was written. Put the rows right, or leave them out with --skip-bad-rows.");
        else error.WriteLine("No row is of a card that takes part: there is nothing to send, and nothing was written.");
        return complete is null && result.Bad > 0 ? ExitCode.Damaged : ExitCode.Stopped;
    }

    private static string Meaning(string reason) => reason switch
    {
        "missing" => "nothing is there",
        "range" => "beyond what the format allows",
        "currency" => "no currency number",
        "operation" => "no operation of the format",
        "sender" => "another sender than the file's",
        "encoding" => "the row is not UTF-8",
        _ => "not in the format's form",
    };

    /// <summary>Of the format; the last one stands for a column too many.</summary>
    private static readonly string[] ColumnNames =
    [
        "sender", "operation", "circuit", "card", "instant", "acquirer's id", "issuer's id", "correlation id", "amount", "currency", "acquirer", "merchant", "terminal", "bank identification number",
        "merchant category", "merchant's tax code", "VAT number", "kind of terminal", "PAR", "one too many",
    ];
}
