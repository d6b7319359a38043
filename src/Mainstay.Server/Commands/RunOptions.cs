using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Mainstay.Server.Hosting;

namespace Mainstay.Server.Commands;

/// <summary>The options of <c>mainstay run</c>. Each is the short name of a setting, so that a file or the environment can give it as well.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> _demo = new("--demo") { Description = "Demo mode: fills an empty store with a small town, and lets an administrator move the clock." };
    private readonly Option<string?> _demoPassword = new("--demo-password") { HelpName = "P", Description = "The password of everybody in the demo town; made up and printed when not given." };
    private readonly Option<string?> _clock = new("--clock") { HelpName = "INSTANT", Description = "With --demo: starts the clock of the business at this instant, such as 2020-12-08T08:00:00+01:00; time goes on from there." };
    private readonly Option<string?> _data = new("--data") { HelpName = "DIR", Description = "The data folder (default ./data)." };
    private readonly Option<string?> _urls = new("--urls") { HelpName = "URLS", Description = "Where to listen, separated by ';' (default http://localhost:8080)." };

    public RunOptions() => _clock.Validators.Add(MustBeAnInstant);

    public void AddTo(Command command, IReadOnlyList<string> settings)
    {
        command.Options.Add(_demo);
        command.Options.Add(_demoPassword);
        command.Options.Add(_clock);
        command.Options.Add(_data);
        command.Options.Add(_urls);
        command.SetAction((parsed, _) => MainstayServer.RunAsync([.. settings, .. AsSettings(parsed)]));
    }

    private IEnumerable<string> AsSettings(ParseResult parsed)
    {
        if (parsed.GetValue(_demo)) yield return "--Demo:Enabled=true";
        if (parsed.GetValue(_demoPassword) is { } password) yield return $"--Demo:Password={password}";
        if (parsed.GetValue(_clock) is { } clock) yield return $"--Demo:Clock={clock}";
        if (parsed.GetValue(_data) is { } data) yield return $"--Store:Path={data}";
        if (parsed.GetValue(_urls) is { } urls) yield return $"--Urls={urls}";
    }

    private static void MustBeAnInstant(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && !Instants.TryParse(text, out _))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--clock wants {Instants.Wanted}, not \"{text}\"."));
        }
    }
}
