using System.CommandLine;
using System.Globalization;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Cashback.Instruments;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Commands;

/// <summary>What an acquirer needs to send no card numbers: the key, made where the server is, and the filter, run where the acquirer is.</summary>
internal static class AcquirerCommands
{
    private const string Standard = "-";
    private const int MostBadRowsSaid = 100;

    public static IEnumerable<Command> All(IReadOnlyList<string> settings) => [Key(new StoreSettings(settings)), Filter()];

    private static Command Key(StoreSettings store)
    {
        var target = new Argument<string>("FILE") { Description = "The file to make; nothing may be there yet." };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "The data folder (default ./data)." };
        var command = new Command("acquirer-key", "Makes the file of keys that an acquirer needs for acquirer-filter; a server may be running.") { target, data };
        command.SetAction((parsed, _) => GuardedAsync(parsed, async () =>
        {
            var (path, output) = (parsed.GetRequiredValue(target), parsed.InvocationConfiguration.Output);
            var fingerprints = AcquirerKeyFile.Write(store.HashKeyPath(parsed.GetValue(data)), path);
            await output.WriteLineAsync($"{path} is made, for its owner alone. Hand it over in person or encrypted, and never by the way that files of purchases or lists of cards take.");
            foreach (var fingerprint in fingerprints) await output.WriteLineAsync($"fingerprint {fingerprint}");
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static Command Filter()
    {
        var input = new Option<string>("--in") { HelpName = "FILE", Required = true, Description = "The acquirer's file with card numbers; - reads standard input." };
        var output = new Option<string>("--out") { HelpName = "FILE", Required = true, Description = "The file to make, or a folder, where it gets the name of the other; - writes to standard output." };
        var key = new Option<string>("--key-file") { HelpName = "FILE", Required = true, Description = "The file made by acquirer-key, readable by its owner alone." };
        var enrolled = new Option<string?>("--enrolled") { HelpName = "FILE", Description = "The programme's list of enrolled cards. Rows of other cards are left out; without it all rows are sent." };
        var skip = new Option<bool>("--skip-bad-rows") { Description = "Leaves out rows that cannot be used. Without it, one such row and nothing is written." };
        var command = new Command("acquirer-filter", "For acquirers: replaces the card numbers in a file by keyed hashes. Needs no server.") { input, output, key, enrolled, skip };
        command.SetAction((parsed, cancellation) => GuardedAsync(parsed, async () =>
        {
            var (from, to) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(output));
            await using var stream = from == Standard ? Console.OpenStandardInput() : File.OpenRead(from);
            using var progress = new FilterProgress(parsed.InvocationConfiguration.Error, from == Standard ? null : stream.Length, TimeProvider.System);
            var result = await AcquirerFilter.RunAsync(
                new AcquirerFilterOptions(stream, from == Standard ? null : Path.GetFileName(from), PlaceOf(from, to), parsed.GetRequiredValue(key))
                {
                    OutputStream = to == Standard ? Console.OpenStandardOutput() : null,
                    EnrolledFile = parsed.GetValue(enrolled),
                    SkipBadRows = parsed.GetValue(skip),
                    OnProgress = progress.Show,
                    OnBadRow = Sayer(parsed.InvocationConfiguration.Error, progress),
                },
                cancellation);
            progress.Dispose();
            return Report(parsed.InvocationConfiguration.Error, result, result.IsWritten ? $"{PlaceOf(from, to) ?? "Standard output"} is complete." : null);
        }));
        return command;
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

    private static async Task<int> GuardedAsync(ParseResult parsed, Func<Task<int>> tool)
    {
        Umask.OwnerOnly();
        try
        {
            return await tool();
        }
        catch (Exception failure) when (CodeOf(failure) is { } code)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("mainstay: " + failure.Message);
            return code;
        }
    }

    private static int? CodeOf(Exception failure) => failure switch
    {
        FilterRefusedException => ExitCode.Usage,
        HashKeysInvalidException or SettingException or InvalidDataException => ExitCode.Settings, // InvalidDataException: appsettings.json.
        IOException or UnauthorizedAccessException => ExitCode.StoreFailed,
        _ => null,
    };
}
