using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>
/// The same sums in the simplest way there is: every purchase and every reversal is kept, and everything is worked out anew from all of them when it is asked for. So it knows nothing of the order in
/// which they came.
/// </summary>
internal sealed class PlainBooks(Intake intake) : Oracle
{
    private readonly Dictionary<(string Person, string Period), PlainBook> _books = [];
    private readonly Dictionary<(string Person, string Period), PlainSettlement> _settled = [];
    private readonly HashSet<string> _closing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _prizes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RankPlaceIn> _lastPlaces = new(StringComparer.Ordinal);

    public override string Promise => "a reward is the rate of what is left of what was paid, up to the cap, half down, and a period's is the sum up to its cap";

    /// <summary>What was due to everybody whose purchases counted in a period when it was settled for them, by participant.</summary>
    public IReadOnlyDictionary<string, PlainSettlement> SettledIn(ProgrammePeriod period) =>
        _settled.Where(pair => pair.Key.Period == period.Id && pair.Value.Count > 0).ToDictionary(pair => pair.Key.Person, pair => pair.Value, StringComparer.Ordinal);

    public override void Row(ModelRow row)
    {
        switch (row.Event)
        {
            case ParticipantEvent.PurchaseTaken taken: Take(row, taken); break;
            case ParticipantEvent.ReversalTaken { Outcome: RowOutcome.Waiting } taken:
                BookOf(row.Entity.Key, PeriodOf(taken.Row.At)!).Reversals.Add(new PlainRow(intake.CardOf(taken.Row), taken.Row));
                break;
            case ParticipantEvent.ReversalDecided decided: Decide(row.Entity.Key, decided); break;
            case ParticipantEvent.ReversalsMatched matched: Compare(row.Entity.Key, (Participant)row.After, ShortProgramme.Rules.Find(matched.Period)!); break;
            case ParticipantEvent.Withdrawn withdrawn: Forfeit((Participant)row.Before, row, withdrawn); break;
            case PeriodEvent.ClosingBegun: _closing.Add(row.Entity.Key); break;
            case PeriodEvent.RankingFixed fixedAt: _lastPlaces[row.Entity.Key] = new RankPlaceIn(fixedAt.LastPrizePlace); break;
            case ParticipantEvent.PeriodSettled settled: Settle(row, settled); break;
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var (person, participant) in world.Model.Newest<Participant>())
        {
            foreach (var period in ShortProgramme.Rules.Periods) Compare(person, participant, period);
        }

        foreach (var period in ShortProgramme.Rules.Periods) Require(_prizes.GetValueOrDefault(period.Id) <= (period.Prize?.Places ?? 0), $"{_prizes.GetValueOrDefault(period.Id)} people got the prize of {period.Id}");
    }

    private void Take(ModelRow row, ParticipantEvent.PurchaseTaken taken)
    {
        var counts = Counts((Participant)row.Before, taken, ShortProgramme.DayOf(row.At));
        Require((taken.Outcome == RowOutcome.Counted) == counts, $"at {row.Offset} a purchase {(counts ? "counts" : "does not count")}, and was {taken.Outcome}");
        if (taken.Period is not null) BookOf(row.Entity.Key, taken.Period).Purchases.Add(new PlainRow(intake.CardOf(taken.Row), taken.Row) { Counts = counts });
    }

    private void Decide(string person, ParticipantEvent.ReversalDecided decided)
    {
        var reversal = _books.Where(book => book.Key.Person == person).SelectMany(book => book.Value.Reversals).Single(one => one.Key == decided.Key);
        (reversal.Decided, reversal.IsDismissed) = (decided.Purchase, decided.IsDismissed);
    }

    private void Forfeit(Participant before, ModelRow row, ParticipantEvent.Withdrawn withdrawn)
    {
        foreach (var period in ShortProgramme.Rules.Periods)
        {
            var isPaid = before.Find(period)?.Settlement?.PayoutId is not null;
            Require(withdrawn.Forfeits(period.Id) == (!isPaid && period.Start <= ShortProgramme.DayOf(row.At)), $"at {row.Offset} {row.Entity.Key} left with {period.Id} {(isPaid ? "paid" : "unpaid")}, and forfeited {withdrawn}");
            if (before.Find(period)?.Settlement is null && _books.TryGetValue((row.Entity.Key, period.Id), out var book)) book.Forfeit();
        }
    }

    private void Settle(ModelRow row, ParticipantEvent.PeriodSettled settled)
    {
        var period = ShortProgramme.Rules.Find(settled.Period)!;
        var (count, reward) = SumOf(row.Entity.Key, period);
        var prize = settled.PrizeMinor;
        if (prize > 0) _prizes[period.Id] = _prizes.GetValueOrDefault(period.Id) + 1;
        Require(prize == PrizeOf(row, period, count), $"at {row.Offset} {row.Entity.Key} gets a prize of {prize} in {period.Id}");
        var isMember = ((Participant)row.Before).Membership is not null; // Not, where a tax id turned out to be somebody else's.
        var due = !isMember || count == 0 || count < period.MinimumCount ? 0 : Math.Min(reward, period.PeriodCapMinor) + prize;
        Require(settled.DueMinor == due && settled.Count == count, $"at {row.Offset} {row.Entity.Key} is due {settled.DueMinor} for {settled.Count} in {period.Id}, and should be due {due} for {count}");
        _settled[(row.Entity.Key, period.Id)] = new PlainSettlement(count, due, Math.Min(reward, period.PeriodCapMinor), prize);
    }

    private long PrizeOf(ModelRow row, ProgrammePeriod period, int count)
    {
        if (((Participant)row.Before).Membership is null || count < period.MinimumCount || period.Prize is not { } prize || _lastPlaces.GetValueOrDefault(Period.StreamOf(ShortProgramme.Rules.Id, period.Id))?.Place is not { } last) return 0;
        var member = (Participant)row.Before;
        var own = (-count, member.Find(period)!.LastPurchaseAt, member.Membership!.AcceptedAt, ParticipantKey.Parse(row.Entity.Key).AccountId);
        return own.CompareTo((-last.Count, last.LastPurchaseAt, last.AcceptedAt, last.AccountId)) <= 0 ? prize.AmountMinor : 0;
    }

    private void Compare(string person, Participant participant, ProgrammePeriod period)
    {
        var totals = participant.Find(period);
        var (count, reward) = SumOf(person, period);
        Require((totals?.Count ?? 0) == count && (totals?.RewardMinor ?? 0) == reward, $"{person} has {totals} in {period.Id}, and {count} purchases give {reward}");
    }

    private (int Count, long RewardMinor) SumOf(string person, ProgrammePeriod period) => _books.TryGetValue((person, period.Id), out var book) ? book.SumOf(period) : (0, 0);

    private PlainBook BookOf(string person, string period)
    {
        if (!_books.TryGetValue((person, period), out var book)) _books.Add((person, period), book = new PlainBook());
        return book;
    }

    private static string? PeriodOf(DateTimeOffset at) => ShortProgramme.Rules.Periods.SingleOrDefault(period => period.Start <= ShortProgramme.DayOf(at) && ShortProgramme.DayOf(at) <= period.End)?.Id;

    /// <summary>As a person would read it off the programme's page.</summary>
    private bool Counts(Participant before, ParticipantEvent.PurchaseTaken taken, DateOnly today)
    {
        var (day, held) = (ShortProgramme.DayOf(taken.Row.At), before.Find(taken.InstrumentId)!);
        if (held.Key != intake.CardOf(taken.Row) || ShortProgramme.Rules.Periods.SingleOrDefault(period => period.Start <= day && day <= period.End) is not { } period) return false;
        var isTheirs = held.ActivatedOn < day && (held.DeactivatedOn is null || day <= held.DeactivatedOn) && before.Membership?.AcceptedOn < day;
        var isInTime = today <= period.End.AddDays(period.GraceDays) && before.Find(period)?.Settlement is null && !_closing.Contains(Period.StreamOf(ShortProgramme.Rules.Id, period.Id));
        return isTheirs && isInTime && taken.Row is { Circuit: ShortProgramme.Circuit, PosType: "00", AmountMinor: >= ShortProgramme.MinimumAmount };
    }

    private sealed record RankPlaceIn(Mainstay.Cashback.Counting.RankPlace? Place);
}

/// <summary>What a period came to for somebody when it was settled.</summary>
internal sealed record PlainSettlement(int Count, long DueMinor, long RewardMinor, long PrizeMinor);
