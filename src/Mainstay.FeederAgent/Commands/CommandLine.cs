using System.CommandLine;
using System.Globalization;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Commands;

/// <summary>The command line: <c>mainstay-feeder --data DIR --server mqtt://HOST:PORT --device-id ID --secret S [--simulate] [--local URL] [--wifi nmcli|none] [--speed N]</c>.</summary>
internal sealed class CommandLine
{
    private readonly Option<string> _data = new("--data") { HelpName = "DIR", Description = "The data folder: ledger, key, wiring.", DefaultValueFactory = _ => "./feeder" };
    private readonly Option<string?> _server = new("--server") { HelpName = "mqtt://HOST:PORT", Description = "The server or broker to report to; none is needed to feed." };
    private readonly Option<string> _deviceId = new("--device-id") { HelpName = "ID", Description = "What this feeder is called on the wire.", DefaultValueFactory = _ => Environment.MachineName };
    private readonly Option<string?> _secret = new("--secret") { HelpName = "S", Description = "The enrolment secret, needed once." };
    private readonly Option<string?> _home = new("--home-broker") { HelpName = "mqtt://[USER:PASSWORD@]HOST:PORT", Description = "A broker of the owner's, to which a Home Assistant listens." };
    private readonly Option<string?> _updates = new("--updates") { HelpName = "DIR", Description = "Where new programs are installed; none are when not given." };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Simulates motor, index switch, scale, power and clocks; nothing else." };
    private readonly Option<string?> _local = new("--local") { HelpName = "http://ADDRESS:PORT", Description = "Where the feeder's own page is; nowhere when not given." };
    private readonly Option<string?> _wifi = new("--wifi") { HelpName = "nmcli|none", Description = "Whether the page changes the Wi-Fi by NetworkManager, or not at all; with --simulate it is simulated when not given." };
    private readonly Option<double> _speed = new("--speed") { HelpName = "N", Description = "With --simulate: time runs N times as fast, up to 10000.", DefaultValueFactory = _ => 1 };

    private CommandLine()
    {
    }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = new CommandLine().Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("mainstay-feeder --help lists what it understands.");
            return ExitCode.Usage;
        }

        // A turn that has begun is finished when SIGTERM comes.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private RootCommand Root()
    {
        var root = new RootCommand("Feeds an animal by its plan, with or without network.") { _data, _server, _deviceId, _secret, _home, _updates, _simulate, _local, _wifi, _speed };
        _server.Validators.Add(result => Want(result.GetValueOrDefault<string?>() is not { } text || AgentSettings.IsServer(text), result.AddError, "--server wants mqtt://HOST:PORT or mqtts://HOST:PORT."));
        _home.Validators.Add(result => Want(result.GetValueOrDefault<string?>() is not { } text || AgentSettings.IsServer(text), result.AddError, "--home-broker wants mqtt://HOST:PORT or mqtts://HOST:PORT."));
        _local.Validators.Add(result => Want(result.GetValueOrDefault<string?>() is not { } text || IsLocal(text), result.AddError, "--local wants an address such as http://127.0.0.1:8500."));
        _wifi.Validators.Add(result => Want(result.GetValueOrDefault<string?>() is null or AgentSettings.WifiByNetworkManager or AgentSettings.WifiByNobody, result.AddError, "--wifi is nmcli or none."));
        _deviceId.Validators.Add(result => Want(Topics.IsDeviceId(result.GetValueOrDefault<string>() ?? ""), result.AddError, "--device-id is 1 to 64 of a-z, A-Z, 0-9, '-' and '_'."));
        _speed.Validators.Add(result => Want(result.GetValueOrDefault<double>() is > 0 and <= 10_000, result.AddError, "--speed is above 0 and at most 10000."));
        root.Validators.Add(result => Want(result.GetValue(_speed) == 1 || result.GetValue(_simulate), result.AddError, "--speed goes with --simulate: real time has one speed."));
        root.Subcommands.Add(Reset());
        root.Subcommands.Add(SignCommand.Make());
        root.SetAction((parsed, _) => AgentProgram.RunAsync(Settings(parsed)));
        return root;
    }

    private static Command Reset()
    {
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "The data folder.", Required = true };
        var everything = new Option<bool>("--everything") { Description = "The plan and the ledger too: as it came from the maker." };
        var reset = new Command("reset", "Takes away settings, PIN and key, and keeps the plan and the ledger, so that feeding goes on.") { data, everything };
        reset.SetAction(async (parsed, _) =>
        {
            try
            {
                FeederReset.Run(Path.GetFullPath(parsed.GetRequiredValue(data)), parsed.GetValue(everything));
                return ExitCode.Stopped;
            }
            catch (IOException failed)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("mainstay-feeder: " + (DataFolder.IsTaken(failed) ? "The program runs; stop it first." : failed.Message));
                return DataFolder.IsTaken(failed) ? ExitCode.DataFolderTaken : ExitCode.LedgerFailed;
            }
        });
        return reset;
    }

    private AgentSettings Settings(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetRequiredValue(_data)),
        parsed.GetValue(_server) is { } server ? new Uri(server) : null,
        parsed.GetRequiredValue(_deviceId),
        parsed.GetValue(_secret),
        parsed.GetValue(_simulate),
        parsed.GetValue(_local) is { } local ? new Uri(local) : null,
        parsed.GetValue(_speed),
        parsed.GetValue(_home) is { } home ? new Uri(home) : null,
        parsed.GetValue(_updates) is { } updates ? Path.GetFullPath(updates) : null,
        parsed.GetValue(_wifi));

    private static void Want(bool isSo, Action<string> addError, string otherwise)
    {
        if (!isSo) addError(otherwise);
    }

    private static bool IsLocal(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.AbsolutePath == "/" && uri.Query.Length == 0;
}
