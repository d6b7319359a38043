using System.CommandLine;

namespace Mainstay.Drill.Bench;

/// <summary>`bench journal`: the host and its journal, without any edge.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var seconds = new Option<int>("--seconds") { Description = "How long each throughput is measured.", DefaultValueFactory = _ => 10 };
        var entities = new Option<int>("--entities") { Description = "Entities commands are spread over.", DefaultValueFactory = _ => 1_000_000 };
        var large = new Option<int>("--large") { Description = "Entities of the large store whose first request is timed; 0 leaves it out.", DefaultValueFactory = _ => 5_000_000 };
        var only = new Option<string?>("--only") { Description = "One part: parallel, mail, latency, recovery, large." };
        var directory = new Option<string?>("--data") { Description = "Where the stores are written; a temporary folder otherwise." };
        var command = new Command("journal", "Committed commands, mail, latency at a fixed rate, recovery, start of a large store, memory.") { json, seconds, entities, large, only, directory };
        command.SetAction(async parsed =>
        {
            var bench = new JournalBench(parsed.GetValue(seconds), parsed.GetValue(entities), parsed.GetValue(large), parsed.GetValue(directory));
            Figures.Print(await bench.RunAsync(parsed.GetValue(only)), "bench journal", parsed.GetValue(json));
        });
        return command;
    }
}
