using Mainstay.FeederAgent.Meals;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Tests.Unit.FeederAgent.Simulation;

/// <summary>What holds in any week, whatever happens in it: each says what breaks it.</summary>
internal static class WeekPromises
{
    private static readonly (string Promise, Func<WeekOfFaults, IEnumerable<object>> Broken)[] s_all =
    [
        ("No meal gets more than its portions, unless the owner has chosen so.", week => week.Lines.Where(line => week.Dropped(line) > line.Asked + Excess(week))),
        ("What dropped is what the ledger says, within what it calls doubtful.", week => week.Lines.Where(line => week.Dropped(line) < line.Given || week.Dropped(line) > line.Counted + Excess(week))),
        ("Nothing drops that no line accounts for.", week => week.Home.Drops.Keys.Where(id => !week.Home.Disk.Entries.ContainsKey(id))),
        ("Every line comes to its end.", week => week.Lines.Where(line => !line.IsFinal && line.Due < week.End - Duration.FromMinutes(5))),
        ("Every meal that was due has a line.", week => week.WasClockInDoubt ? [] : Due(week).Where(occurrence => !week.Home.Disk.Entries.ContainsKey(occurrence.Id))),
        ("Every meal is given where the hardware allows.", NotGiven),
        ("No date of the feeder's clock gets more than its maximum.", TooMuchOnADate),
        ("A command is done at most once.", week => week.Home.Disk.Commands.Values.Where(command => week.Home.Drops.GetValueOrDefault("command/" + command.CommandId) > command.Portions + Excess(week))),
    ];

    /// <summary>What is wrong in a week; empty when nothing is.</summary>
    public static string Broken(int seed)
    {
        var week = new WeekOfFaults(seed);
        week.Live();
        var broken = s_all.Select(promise => (promise.Promise, Wrong: promise.Broken(week).ToList())).Where(found => found.Wrong.Count > 0).ToList();
        return broken.Count == 0 ? "" : $"seed {seed}, chip {week.HasChip}, {week.Home.Body.Parts}\n{string.Join('\n', broken.Select(found => found.Promise + "\n" + string.Join('\n', found.Wrong)))}\ndark:\n{string.Join('\n', week.Dark)}";
    }

    /// <summary>With a clock chip, power somewhere in the grace, no jam and room below the maximum, nothing is missed.</summary>
    private static IEnumerable<object> NotGiven(WeekOfFaults week) => week.WasClockInDoubt || week.WasJammed ? [] : Due(week)
        .Where(occurrence => HadPower(week, occurrence)).Select(occurrence => week.Home.Disk.Entries[occurrence.Id])
        .Where(line => line.State != MealState.Done && line.Reason is not (Reasons.DailyMaximum or Reasons.PowerCut));

    private static IEnumerable<object> TooMuchOnADate(WeekOfFaults week) => week.WasClockInDoubt ? [] : week.Lines
        .Where(line => line.StartedAt is not null).GroupBy(line => week.Plan.DateOf(line.StartedAt!.Value))
        .Where(date => date.Sum(line => line.Counted) > week.Plan.DailyMaximum).Select(date => date.Key.ToString());

    /// <summary>With the rule to finish, and nothing that shows whether a portion dropped, each interruption may give one portion twice. That is what the owner chose.</summary>
    private static int Excess(WeekOfFaults week) => week.Plan.Interrupted == InterruptedPolicy.Finish && !week.Home.Body.Parts.HasCounter ? week.Home.Interruptions : 0;

    private static IEnumerable<Occurrence> Due(WeekOfFaults week) => Occurrences.Between(week.Plan, week.Start, week.End - Duration.FromHours(2));

    /// <summary>For five minutes in one piece.</summary>
    private static bool HadPower(WeekOfFaults week, Occurrence occurrence)
    {
        var (from, until) = (occurrence.Due, occurrence.Due + week.Plan.Grace);
        foreach (var dark in week.Dark.Where(dark => dark.To > from).OrderBy(dark => dark.From))
        {
            if (Instant.Min(dark.From, until) - from >= Duration.FromMinutes(5)) return true;
            from = Instant.Max(from, dark.To);
        }

        return until - from >= Duration.FromMinutes(5);
    }
}
