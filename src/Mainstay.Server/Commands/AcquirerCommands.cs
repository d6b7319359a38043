using System.CommandLine;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Cashback.Instruments;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Commands;

/// <summary>What an acquirer needs to send no card numbers: the key, made where the server is, and the filter, run where the acquirer is.</summary>
internal static class AcquirerCommands
{
    public static IEnumerable<Command> All(IReadOnlyList<string> settings) => [Key(new StoreSettings(settings)), new FilterCommand().Make()];

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

    /// <summary>Runs a tool; what it refuses is said in words.</summary>
    public static async Task<int> GuardedAsync(ParseResult parsed, Func<Task<int>> tool)
    {
        Umask.OwnerOnly();
        try
        {
            return await tool();
        }
        catch (OperationCanceledException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("mainstay: Stopped. Nothing was written.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (CodeOf(failure) is { } code)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("mainstay: " + failure.Message);
            return code;
        }
    }

    private static int? CodeOf(Exception failure) => failure switch
    {
        FilterRefusedException or FileNotFoundException or DirectoryNotFoundException => ExitCode.Usage,
        HashKeysInvalidException or SettingException or InvalidDataException => ExitCode.Settings, // InvalidDataException: appsettings.json.
        IOException or UnauthorizedAccessException => ExitCode.StoreFailed,
        _ => null,
    };
}
