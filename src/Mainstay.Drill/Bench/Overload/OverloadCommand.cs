using System.CommandLine;
using Mainstay.Drill.Bench.LaunchDay;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>`bench overload`: twice and five times as much as goes through, with admission, without, and with the framework's own limiter.</summary>
internal static class OverloadCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var accounts = new Option<int>("--accounts") { Description = "Members in the store.", DefaultValueFactory = _ => 100_000 };
        var signedIn = new Option<int>("--signed-in") { Description = "People who are signed in.", DefaultValueFactory = _ => 20_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long each overload lasts.", DefaultValueFactory = _ => 15 };
        var mix = new Option<string>("--mix") { Description = "browsers: most of it pages; programs: the API alone.", DefaultValueFactory = _ => OverloadShares.Browsers.Name };
        mix.AcceptOnlyFromAmong(OverloadShares.Browsers.Name, OverloadShares.Programs.Name);
        var only = new Option<string?>("--only") { Description = "One kind of admission: adaptive, framework, none." };
        only.AcceptOnlyFromAmong("adaptive", "framework", "none");
        var capacity = new Option<double?>("--capacity") { Description = "Answers per second that were measured before, instead of measuring them." };
        var keep = new Option<string?>("--keep") { Description = "A folder in which the prepared store is kept for the next run." };
        var picture = new Option<string>("--picture") { Description = "Where the picture is drawn.", DefaultValueFactory = _ => Path.Combine("artifacts", "overload.svg") };
        var command = new Command("overload", "Goodput, refusals and recovery at 2 and 5 times the measured capacity.") { json, accounts, signedIn, seconds, mix, only, capacity, keep, picture };
        command.SetAction(async parsed =>
        {
            var bench = new OverloadBench(Crowd.Of(parsed.GetValue(accounts), parsed.GetValue(signedIn)), OverloadShares.Named(parsed.GetValue(mix)!), parsed.GetValue(seconds), parsed.GetValue(keep), parsed.GetValue(capacity));
            Figures.Print(await bench.RunAsync(parsed.GetValue(only), parsed.GetValue(picture)!), "bench overload", parsed.GetValue(json));
        });
        return command;
    }
}
