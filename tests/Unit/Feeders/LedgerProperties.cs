using FsCheck;
using FsCheck.Fluent;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Meals;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>Reports come in any order and any number of times: the same ledger comes of them.</summary>
public sealed class LedgerProperties
{
    private static readonly FeederCommand.Report[] s_reports =
    [
        .. from day in Enumerable.Range(0, 9)
           from meal in (string[])["am", "pm"]
           from revision in Enumerable.Range(1, 3)
           let due = (meal == "am" ? Given.Seven : Given.HalfPastFive).AddDays(day)
           select Given.Report(meal, due, (MealStanding)(1 + ((day + revision) % 5)), revision, date: $"2026-03-{day + 2:00}"),
    ];

    [Fact]
    public void Any_order_and_any_repetition_give_the_same_history() => Prop.ForAll<int[]>(chosen =>
    {
        var order = chosen.Select(pick => s_reports[Math.Abs(pick % s_reports.Length)]).Concat(s_reports).ToArray();
        var shuffled = order.OrderBy(report => HashCode(report, chosen.Length)).ToArray();
        return History(shuffled).SequenceEqual(History(s_reports));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_kept_is_bounded_and_in_order() => Prop.ForAll<int[]>(chosen =>
    {
        var state = Given.Planned().State;
        foreach (var pick in chosen) state = After(state, s_reports[Math.Abs(pick % s_reports.Length)], out _);
        return state.Lines.Length <= RecentLines.Most && state.Lines.SequenceEqual(state.Lines.OrderBy(line => line.Due).ThenBy(line => line.OccurrenceId, StringComparer.Ordinal))
            && (state.Lines.IsEmpty || state.Lines[0].Due >= state.Lines[^1].Due - RecentLines.Kept);
    }).QuickCheckThrowOnFailure();

    /// <summary>As the view keeps it: the highest revision of each occurrence.</summary>
    private static SortedDictionary<string, MealLine> History(IEnumerable<FeederCommand.Report> reports)
    {
        var (state, history) = (Given.Planned().State, new SortedDictionary<string, MealLine>(StringComparer.Ordinal));
        foreach (var report in reports)
        {
            state = After(state, report, out var stored);
            foreach (var line in stored)
            {
                if (!history.TryGetValue(line.OccurrenceId, out var known) || known.Revision < line.Revision) history[line.OccurrenceId] = line;
            }
        }

        return history;
    }

    private static Feeder After(Feeder state, FeederCommand.Report report, out MealLine[] stored)
    {
        var events = Feeder.Type.Decide(state, report, Given.ContextAt(report.Line.Due.AddDays(30))).Events.ToArray();
        foreach (var one in events) state = Feeder.Type.Apply(state, one);
        stored = [.. events.OfType<FeederEvent.MealReported>().Select(reported => reported.Line)];
        return state;
    }

    private static int HashCode(FeederCommand.Report report, int salt) => unchecked((StringComparer.Ordinal.GetHashCode(report.Line.OccurrenceId) * 31) + (report.Line.Revision * 7919) + (salt * 104729));
}
