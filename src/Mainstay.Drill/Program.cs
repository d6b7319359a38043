using System.CommandLine;
using Mainstay.Drill.Bench;
using Mainstay.Drill.Bench.LaunchDay;
using Mainstay.Drill.Bench.Mqtt;
using Mainstay.Drill.Bench.Overload;
using Mainstay.Drill.DarkWeek;

var root = new RootCommand("Measures Mainstay, and replays what went wrong elsewhere against it.")
{
    new Command("bench", "Measures; each prints a peer beside its figures.") { JournalCommand.Create(), StoresBench.Create(), SignInBench.Create(), IntakeBench.Create(), LaunchDayCommand.Create(), OverloadCommand.Create(), MqttCommand.Create() },
    new Command("drill", "Replays what went wrong elsewhere.") { DarkWeekCommand.Create() },
};
return await root.Parse(args).InvokeAsync();
