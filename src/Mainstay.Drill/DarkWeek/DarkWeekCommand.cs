using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mainstay.Drill.DarkWeek.Judging;
using Mainstay.Drill.DarkWeek.Output;

namespace Mainstay.Drill.DarkWeek;

/// <summary>`drill dark-week`: a week of many feeders without their server.</summary>
internal static class DarkWeekCommand
{
    public static Command Create()
    {
        var feeders = Number("--feeders", "How many.", 1_000, 1, 9_999);
        var days = Number("--days", "For how many days the server is away.", 7, 1, 60);
        var seed = Number("--seed", "Gives the same week again. Even: clocks go back in the middle of it; odd: forward.", 2020, 0, int.MaxValue);
        var tell = new Option<string?>("--tell") { Description = "Before the rest, all that happened to one feeder, such as f0042." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("dark-week", "The server is killed on day 0 and back on day 7; feeders feed, through power cuts, clock faults, jams and a change of the clocks.") { feeders, days, seed, json, tell };
        command.SetAction(parsed =>
        {
            var shape = new WeekShape { Feeders = parsed.GetValue(feeders), Days = parsed.GetValue(days), Seed = parsed.GetValue(seed) };
            var verdict = Live(shape, parsed.GetValue(tell));
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(WeekReport.Of(shape, verdict), WeekJson.Default.WeekReport));
            else WeekTable.Print(shape, verdict);
            return verdict.IsSound ? 0 : 1;
        });
        return command;
    }

    private static Verdict Live(WeekShape shape, string? tell)
    {
        var hour = -1;
        using var week = new Week(shape) { Passed = now => Show((int)(now - shape.Start).TotalHours, shape, ref hour) };
        var verdict = week.Live();
        if (!Console.IsErrorRedirected) Console.Error.WriteLine();
        foreach (var told in week.Town.Households.Where(household => household.Id == tell).SelectMany(Chronicle.Of)) Console.WriteLine(told);
        return verdict;
    }

    private static void Show(int hours, WeekShape shape, ref int shown)
    {
        if (Console.IsErrorRedirected || hours == shown) return;
        shown = hours;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rday {hours / 24}, {hours % 24:00}:00 of {shape.Days} days "));
    }

    private static Option<int> Number(string name, string description, int otherwise, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most)) result.AddError($"{name} is between {least} and {most}.");
        });
        return option;
    }
}
