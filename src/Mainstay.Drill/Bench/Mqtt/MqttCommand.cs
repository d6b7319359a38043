using System.CommandLine;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>`bench mqtt`: the broker in the real server, and Debian's mosquitto in the same run by the same generator.</summary>
internal static class MqttCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var seconds = new Option<int>("--seconds") { Description = "How long each rate is measured.", DefaultValueFactory = _ => 10 };
        var pairs = new Option<int>("--pairs") { Description = "Publishers, each with a subscriber of its own.", DefaultValueFactory = _ => 4 };
        var idle = new Option<int>("--idle") { Description = "Idle connections with one subscription each; 0 leaves them out.", DefaultValueFactory = _ => 50_000 };
        var command = new Command("mqtt", "Messages per second of each quality, and the memory of idle connections, beside mosquitto.") { json, seconds, pairs, idle };
        command.SetAction(async parsed =>
        {
            var bench = new MqttBench(parsed.GetValue(seconds), parsed.GetValue(pairs), parsed.GetValue(idle));
            Figures.Print(await bench.RunAsync(), "bench mqtt", parsed.GetValue(json));
        });
        return command;
    }
}
