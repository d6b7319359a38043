using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>The same sums in the simplest way there is: each purchase's amount is kept, and everything is worked out from the amounts when it is asked for.</summary>
internal sealed class PlainBooks(Intake intake) : Oracle
{
    private readonly Dictionary<(string Person, string Period), List<long>> _amounts = [];
    private readonly Dictionary<(string Person, string Period), long> _shown = [];

    public override string Promise => "a reward is the rate of what was paid, up to the cap, half down, and a period's is the sum up to its cap";

    /// <summary>What is due to everybody whose purchases counted in a period, by participant.</summary>
    public IReadOnlyDictionary<string, long> DueIn(ProgrammePeriod period) =>
        _amounts.Where(pair => pair.Key.Period == period.Id).ToDictionary(pair => pair.Key.Person, pair => Due(period, pair.Value), StringComparer.Ordinal);

    public override void Row(ModelRow row)
    {
        if (row.Event is not ParticipantEvent.PurchaseTaken taken) return;
        var counts = Counts((Participant)row.Before, taken, ShortProgramme.DayOf(row.At));
        Require((taken.Outcome == RowOutcome.Counted) == counts, $"at {row.Offset} a purchase {(counts ? "counts" : "does not count")}, and was {taken.Outcome}");
        if (!counts) return;
        var key = (row.Entity.Key, taken.Period!);
        if (!_amounts.TryGetValue(key, out var amounts)) _amounts.Add(key, amounts = []);
        amounts.Add(taken.Row.AmountMinor);
        _shown[key] = _shown.GetValueOrDefault(key) + taken.ShownMinor;
    }

    public override void AtEnd(World world)
    {
        foreach (var (person, participant) in world.Model.Newest<Participant>())
        {
            foreach (var period in ShortProgramme.Rules.Periods) Compare(person, participant, period);
        }
    }

    private void Compare(string person, Participant participant, ProgrammePeriod period)
    {
        var totals = participant.Find(period);
        var amounts = _amounts.GetValueOrDefault((person, period.Id), []);
        var sum = amounts.Sum(amount => RewardOf(period, amount));
        Require((totals?.Count ?? 0) == amounts.Count && (totals?.RewardMinor ?? 0) == sum, $"{person} has {totals} in {period.Id}, and {amounts.Count} purchases give {sum}");
        Require(_shown.GetValueOrDefault((person, period.Id)) == Math.Min(sum, period.PeriodCapMinor), $"{person} is shown {_shown.GetValueOrDefault((person, period.Id))} in {period.Id}, of {sum}");
        if (totals?.Settlement is { } settled) Require(settled.DueMinor == Due(period, amounts), $"{person} is due {settled.DueMinor} in {period.Id}, and should be due {Due(period, amounts)}");
    }

    /// <summary>As a person would read it off the programme's page.</summary>
    private bool Counts(Participant before, ParticipantEvent.PurchaseTaken taken, DateOnly today)
    {
        var (day, held) = (ShortProgramme.DayOf(taken.Row.At), before.Find(taken.InstrumentId)!);
        if (held.Key != intake.CardOf(taken.Row) || ShortProgramme.Rules.Periods.SingleOrDefault(period => period.Start <= day && day <= period.End) is not { } period) return false;
        var isTheirs = held.ActivatedOn < day && (held.DeactivatedOn is null || day <= held.DeactivatedOn) && before.Membership?.AcceptedOn < day;
        var isInTime = today <= period.End.AddDays(period.GraceDays) && before.Find(period)?.Settlement is null;
        return isTheirs && isInTime && taken.Row is { Circuit: ShortProgramme.Circuit, PosType: "00", AmountMinor: >= ShortProgramme.MinimumAmount };
    }

    private static long Due(ProgrammePeriod period, List<long> amounts) =>
        amounts.Count < period.MinimumCount ? 0 : Math.Min(amounts.Sum(amount => RewardOf(period, amount)), period.PeriodCapMinor);

    private static long RewardOf(ProgrammePeriod period, long amount) =>
        (long)Math.Ceiling((Math.Min(amount, period.PurchaseCapMinor) * period.RateBasisPoints / 10_000m) - 0.5m);
}
