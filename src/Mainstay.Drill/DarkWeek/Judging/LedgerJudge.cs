using Mainstay.Drill.DarkWeek.Households;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Holds a feeder's ledger against what truly dropped while each of its lines was open.</summary>
internal sealed class LedgerJudge(Household household, Instant end, List<Finding> findings)
{
    private static readonly Duration s_underWay = Duration.FromMinutes(5);

    public void Judge()
    {
        var entries = household.Home.Disk.Entries;
        foreach (var entry in entries.Values) Judge(entry);
        foreach (var line in household.Home.Drops.Keys.Where(line => !entries.ContainsKey(line))) Say(line, "dropped without a line in the ledger");
    }

    private void Judge(Entry entry)
    {
        var dropped = household.Home.Drops.GetValueOrDefault(entry.OccurrenceId);
        if (dropped > entry.Asked) Say(entry.OccurrenceId, $"{dropped} dropped, {entry.Asked} asked for");
        // A wheel that turns below an empty hopper has given what it could; the line says so, or the trouble does.
        if ((dropped < entry.Given && !WasEmpty(entry)) || dropped > entry.Counted) Say(entry.OccurrenceId, $"{dropped} dropped, the ledger says {entry.Given} and perhaps {entry.Doubtful} more");
        if (!entry.IsFinal && entry.Due < end - s_underWay && household.Home.Feeder is not null) Say(entry.OccurrenceId, "came to no end");
    }

    private bool WasEmpty(Entry entry) => entry.Reason == FeederProtocol.Reasons.HopperEmpty || household.Of(TroubleKind.Empty).Any();

    private void Say(string line, string what) => findings.Add(new Finding(household.Id, $"{line}: {what}", null));
}
