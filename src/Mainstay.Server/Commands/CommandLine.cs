using System.CommandLine;

namespace Mainstay.Server.Commands;

/// <summary>The command line: mainstay [run] the tools that work on a store while no server runs, and those for acquirers.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="Hosting.ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, rest) = SettingArgument.Split(args);
        var parsed = Root(settings).Parse(rest);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("mainstay --help lists what it understands.");
            return Hosting.ExitCode.Usage;
        }

        // The host itself answers SIGTERM and SIGINT: what was accepted is finished first.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static RootCommand Root(IReadOnlyList<string> settings)
    {
        var run = new RunOptions();
        var root = new RootCommand("Mainstay: money, messages and the devices at home, on a server of your own.") { TreatUnmatchedTokensAsErrors = true };
        run.AddTo(root, settings);

        var named = new Command("run", "Runs the server (also when no command is given).");
        run.AddTo(named, settings);
        root.Subcommands.Add(named);
        foreach (var tool in StoreCommands.All(settings)) root.Subcommands.Add(tool);
        foreach (var tool in AcquirerCommands.All(settings)) root.Subcommands.Add(tool);
        return root;
    }
}
