using System.CommandLine;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>`bench launch-day`: what broke IO on 8 December 2020, against the real server.</summary>
internal static class LaunchDayCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var accounts = new Option<int>("--accounts") { Description = "Members in the store, with 2.3 cards each.", DefaultValueFactory = _ => 1_000_000 };
        var signedIn = new Option<int>("--signed-in") { Description = "People who are signed in; four in ten have not joined yet.", DefaultValueFactory = _ => 100_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long each part is measured.", DefaultValueFactory = _ => 20 };
        var rows = new Option<int>("--rows") { Description = "Rows of the day's file.", DefaultValueFactory = _ => 5_000_000 };
        var only = new Option<string?>("--only") { Description = "One part: throughput, latency, writes, intake." };
        only.AcceptOnlyFromAmong("throughput", "latency", "writes", "intake");
        var keep = new Option<string?>("--keep") { Description = "A folder in which the prepared store is kept for the next run; otherwise it is made anew, which takes minutes." };
        var command = new Command("launch-day", "Operations per second, latency at fixed rates, and the intake of a day beside it, with a million people in the store.") { json, accounts, signedIn, seconds, rows, only, keep };
        command.SetAction(async parsed =>
        {
            var bench = new LaunchDayBench(Crowd.Of(parsed.GetValue(accounts), parsed.GetValue(signedIn)), parsed.GetValue(seconds), parsed.GetValue(rows), parsed.GetValue(keep));
            Figures.Print(await bench.RunAsync(parsed.GetValue(only)), "bench launch-day", parsed.GetValue(json));
        });
        return command;
    }
}
