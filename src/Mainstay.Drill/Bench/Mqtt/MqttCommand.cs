using System.CommandLine;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>`bench mqtt`: the broker in the real server, and Debian's mosquitto in the same run by the same generator.</summary>
internal static class MqttCommand
{
    private const int StormRequests = 200;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var seconds = new Option<int>("--seconds") { Description = "How long each rate is measured.", DefaultValueFactory = _ => 10 };
        var pairs = new Option<int>("--pairs") { Description = "Publishers, each with a subscriber of its own.", DefaultValueFactory = _ => 4 };
        var idle = new Option<int>("--idle") { Description = "Idle connections with one subscription each; 0 leaves them out.", DefaultValueFactory = _ => 50_000 };
        var feeders = new Option<int>("--feeders") { Description = "Feeders that report their meal.", DefaultValueFactory = _ => 1_000_000 };
        var keep = new Option<string?>("--keep") { Description = "A folder in which the store with the feeders is kept for the next run; otherwise it is made anew, which takes minutes." };
        var only = new Option<string?>("--only") { Description = "One part: rates, idle, storm, reports." };
        only.AcceptOnlyFromAmong("rates", "idle", "storm", "reports");
        var command = new Command("mqtt", "Messages per second of each quality and the memory of idle connections, beside mosquitto; a storm of devices that come back; a million feeders that report a meal.") { json, seconds, pairs, idle, feeders, keep, only };
        command.SetAction(async parsed =>
        {
            var figures = new List<Figure> { new("open files that one process may have here", OpenFiles.Limit, "files") };
            var (part, devices) = (parsed.GetValue(only), OpenFiles.Fitting(parsed.GetValue(idle)));
            if (part is null or "rates" or "idle") figures.AddRange(await new MqttBench(parsed.GetValue(seconds), part == "idle" ? 0 : parsed.GetValue(pairs), part == "rates" ? 0 : devices).RunAsync());
            if ((part is null && devices > 0) || part == "storm") figures.AddRange(await new StormBench(devices, StormRequests).RunAsync());
            if (part is null or "reports") figures.AddRange(await new ReportsBench(parsed.GetValue(feeders), parsed.GetValue(keep)).RunAsync());
            Figures.Print(figures, "bench mqtt", parsed.GetValue(json));
        });
        return command;
    }
}
