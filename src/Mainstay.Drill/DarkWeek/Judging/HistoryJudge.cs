using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Server;
using Mainstay.FeederAgent.Meals;
using Mainstay.Feeders.Homes;
using Mainstay.FeederProtocol;
using NodaTime;
using Feeder = Mainstay.Feeders.Homes.Feeder;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Holds what the server knows of a feeder, and shows, against the feeder's own ledger.</summary>
internal sealed class HistoryJudge(ServerLife life, Household household, Instant end, List<Finding> findings)
{
    private static readonly Duration s_underWay = Duration.FromMinutes(15);
    private const int Most = 10_000;

    /// <summary>The feeder's history on the server, by occurrence.</summary>
    public static Dictionary<string, MealLine> Rows(ServerLife life, Household household) =>
        life.History.Meals(household.FeederId, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, long.MaxValue, "", Most).ToDictionary(line => line.OccurrenceId, StringComparer.Ordinal);

    public void Judge()
    {
        var rows = Rows(life, household);
        var entries = household.Home.Disk.Entries;
        foreach (var entry in entries.Values.Where(entry => entry.IsFinal && !(entry.EndedAt > end - s_underWay))) Judge(entry, rows.GetValueOrDefault(entry.OccurrenceId));
        foreach (var row in rows.Values.Where(row => !entries.ContainsKey(row.OccurrenceId))) JudgeAlone(row);
        JudgePage(life.Host.Read(Feeder.Type, household.FeederId));
    }

    private void Judge(Entry entry, MealLine? row)
    {
        if (entry.IsUnreported) Say(entry.OccurrenceId, "was not reported, two hours after everything was mended");
        else if (row is null) Say(entry.OccurrenceId, "is in the ledger and not in the server's history");
        else if ((row.Revision, row.Asked, row.Given, row.Doubtful, FeederShow.WordOf(row.Standing)) != (entry.Revision, entry.Asked, entry.Given, entry.Doubtful, WordOf(entry.State)))
            Say(entry.OccurrenceId, $"the ledger says {WordOf(entry.State)}, {entry.Given} of {entry.Asked}, revision {entry.Revision}; the server {FeederShow.WordOf(row.Standing)}, {row.Given} of {row.Asked}, revision {row.Revision}");
    }

    /// <summary>A meal that the server waited for and the feeder has no line of: its clock went over that time, or stood before it.</summary>
    private void JudgeAlone(MealLine row)
    {
        var off = household.Of(TroubleKind.ClockOff).FirstOrDefault();
        if (row.Standing != MealStanding.Unreported) Say(row.OccurrenceId, "is in the server's history and not in the ledger");
        else findings.Add(new Finding(household.Id, $"{row.OccurrenceId}: no report will ever come of it", off is null ? null : $"its clock was off from {off.From.Text()} to {off.End.Text()}"));
    }

    private void JudgePage(Feeder feeder)
    {
        if (feeder.Followed?.Version != feeder.Wished.Plan.Version) Say("plan", $"version {feeder.Wished.Plan.Version} is wished and {feeder.Followed?.Version} followed");
        var newest = household.Home.Disk.Entries.Values.Where(entry => entry.IsFinal).MaxBy(entry => (entry.Due, entry.OccurrenceId));
        // Its report, or the acknowledgement, may be on its way.
        if (newest?.EndedAt > end - s_underWay) return;
        if (FeederShow.Last(feeder) is var shown && shown?.OccurrenceId != newest?.OccurrenceId) Say(newest?.OccurrenceId ?? "nothing", $"is the newest in the ledger; the page shows {shown?.OccurrenceId}");
    }

    private void Say(string line, string what) => findings.Add(new Finding(household.Id, $"{line}: {what}", null));

    private static string WordOf(MealState state) => state switch
    {
        MealState.Done => "done",
        MealState.Partly => "partly",
        MealState.Missed => "missed",
        MealState.Jammed => "jammed",
        MealState.Skipped => "skipped",
        _ => "due",
    };
}
