using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Server;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>
/// Looks on while the week goes by: after each return of the server, that all it ever acknowledged is there, and when each owner's page is as the feeder's ledger again.
/// </summary>
internal sealed class ServerWatch(Town town, SimulatedServer server)
{
    private static readonly Duration s_watches = Duration.FromHours(1);

    /// <summary>By then a feeder that nothing keeps from the server has tried again, at its longest pause, and has told all.</summary>
    private static readonly Duration s_levelWithin = Duration.FromMinutes(15);
    private readonly HashSet<Household> _behind = [];
    private readonly List<Duration> _agreed = [];
    private Instant _returned;

    /// <summary>What was acknowledged and is not there, and pages that stayed behind.</summary>
    public List<Finding> Findings { get; } = [];

    public bool IsCatchingUp => _behind.Count > 0 && server.Life is not null && town.Households[0].Now < _returned + s_watches;

    /// <summary>After the last return; null when there was none, or nobody was heard.</summary>
    public Agreement? Agreement => _agreed.Count == 0 ? null : new Agreement(_agreed.Count, _agreed[_agreed.Count / 2], _agreed[^1]);

    public void Returned()
    {
        _agreed.Clear();
        _behind.UnionWith(town.Households);
        _returned = town.Households[0].Now;
        foreach (var household in town.Households) LookForAcknowledged(household);
    }

    public void Look()
    {
        if (_behind.Count == 0 || server.Life is null) return;
        var now = town.Households[0].Now;
        foreach (var household in _behind.Where(IsLevel).ToList())
        {
            _behind.Remove(household);
            _agreed.Add(now - _returned);
        }

        foreach (var household in _behind.Where(IsLate).ToList())
        {
            _behind.Remove(household);
            Findings.Add(new Finding(household.Id, $"its owner's page is not as its ledger at {now.Text()}, and nothing has kept it from the server for {s_levelWithin.TotalMinutes:0} minutes", null));
        }
    }

    private bool IsLate(Household household)
    {
        var troubles = household.Of(TroubleKind.Dark, TroubleKind.NoWay, TroubleKind.Killed);
        var free = troubles.Select(trouble => trouble.End).Append(_returned).Max();
        return free < household.Now - s_levelWithin;
    }

    /// <summary>It was heard since the return, and all that it has to say was acknowledged: after it was on disk.</summary>
    private bool IsLevel(Household household) =>
        server.LastHeard.TryGetValue(household.Id, out var heard) && heard >= _returned && !household.Home.Disk.Entries.Values.Any(entry => entry.IsUnreported);

    private void LookForAcknowledged(Household household)
    {
        var stored = HistoryJudge.Rows(server.Life!, household);
        foreach (var entry in household.Home.Disk.Entries.Values.Where(entry => entry.Acknowledged > 0))
            if (!stored.TryGetValue(entry.OccurrenceId, out var row) || row.Revision < entry.Acknowledged) Findings.Add(new Finding(household.Id, $"{entry.OccurrenceId}: revision {entry.Acknowledged} was acknowledged, and after a crash it was gone", null));
    }
}
