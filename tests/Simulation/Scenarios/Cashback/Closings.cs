using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

using MemberAsk = Ask<Participant, ParticipantCommand, ParticipantEvent>;
using PeriodAsk = Ask<Period, PeriodCommand, PeriodEvent>;

/// <summary>Managers who close periods and pay them out, and the worker that does it. As in <see cref="Intake"/>, its next step follows from what is on disk.</summary>
internal sealed class Closings
{
    private static readonly Programme s_rules = ShortProgramme.Rules;
    private int _payouts;
    private IAsk? _again;

    /// <summary>A manager tries.</summary>
    public IAsk Begin(Random random)
    {
        var period = s_rules.Periods[random.Next(s_rules.Periods.Count)];
        return Of(period, random.Next(2) == 0 ? new PeriodCommand.BeginClosing(s_rules, period) : new PeriodCommand.BeginPayout($"payout{++_payouts}"));
    }

    /// <summary>The worker's next step in some period, or once more one that it does not know to be done; null when there is none.</summary>
    public IAsk? Step(Random random, JournalModel durable) => Step(s_rules.Periods[random.Next(s_rules.Periods.Count)], durable, peopleAtOnce: random.Next(1, 4), again: random.Next(3) == 0);

    /// <summary>
    /// Everything that is left, in order; null when every period that is over is closed and everybody is paid who can be. Each step comes twice, as from a worker that could not see whether it had taken the first.
    /// </summary>
    public IAsk? Last(DateTimeOffset now, JournalModel durable)
    {
        var step = _again ?? FirstLeft(now, durable);
        _again = _again is null ? step : null;
        return step;
    }

    private IAsk? FirstLeft(DateTimeOffset now, JournalModel durable)
    {
        foreach (var period in s_rules.Periods.Where(period => period.PhaseOn(ShortProgramme.DayOf(now)) == PeriodPhase.Over))
        {
            if (Step(period, durable, peopleAtOnce: 2, again: false) is { } step) return step;
            if (StateOf(period, durable).State == PeriodState.Open) return Of(period, new PeriodCommand.BeginClosing(s_rules, period));
            if (Payable(period, durable, payoutId: null, after: null).Count > 0) return Of(period, new PeriodCommand.BeginPayout($"payout{++_payouts}"));
        }

        return null;
    }

    private static PeriodAsk Of(ProgrammePeriod period, PeriodCommand command) => new(Period.Type, Period.StreamOf(s_rules.Id, period.Id), command) { Worker = command is PeriodCommand.BeginClosing or PeriodCommand.BeginPayout ? null : "cashback" };

    private static Period StateOf(ProgrammePeriod period, JournalModel durable) => durable.StateOf(Period.Type, Period.StreamOf(s_rules.Id, period.Id));

    private static IAsk? Step(ProgrammePeriod period, JournalModel durable, int peopleAtOnce, bool again)
    {
        var state = StateOf(period, durable);
        if (state.State == PeriodState.Closing) return Close(period, state, durable, peopleAtOnce, again);
        return state.Paying is { } paying ? Pay(period, state, paying, durable, peopleAtOnce, again) : null;
    }

    private static IAsk Close(ProgrammePeriod period, Period state, JournalModel durable, int peopleAtOnce, bool again)
    {
        if (period.Prize is { } prize && state.Ranking is null) return Of(period, new PeriodCommand.FixRanking(LastPrizePlace(period, prize, durable)));
        var people = People(durable, state.Through, participant => participant.Find(period) is not null).Take(peopleAtOnce).ToList();
        if (people.Count == 0) return Of(period, new PeriodCommand.Close(CutOf(period, state, durable), period.BudgetMinor));
        foreach (var (account, participant) in people)
        {
            if (again || participant.Find(period)!.Settlement is null) return Of(account, new ParticipantCommand.SettlePeriod(s_rules, period.Id, account, state.Ranking?.LastPrizePlace));
        }

        var added = people.Select(person => ClosingFigures.Of(person.Participant, period)).Aggregate(ClosingFigures.None, (sum, one) => sum.Plus(one));
        return Of(period, new PeriodCommand.Settle(state.Through, people[^1].Account, added));
    }

    /// <summary>What EntitlementsView.LastPrizePlace answers.</summary>
    private static RankPlace? LastPrizePlace(ProgrammePeriod period, Prize prize, JournalModel durable) => (
        from person in People(durable, after: null, participant => participant.Membership is not null && participant.Find(period) is { Count: > 0 } totals && totals.Count >= period.MinimumCount)
        let place = RankPlace.Of(person.Participant.Find(period)!, person.Participant.Membership!, person.Account)
        orderby -place.Count, place.LastPurchaseAt, place.AcceptedAt, place.AccountId
        select place).Take(prize.Places).LastOrDefault();

    /// <summary>What EntitlementsView.CutMinor answers.</summary>
    private static long CutOf(ProgrammePeriod period, Period state, JournalModel durable)
    {
        var total = state.Figures.TotalDueMinor;
        if (period.BudgetMinor is not { } budget || total <= budget) return 0;
        var owed = People(durable, after: null, participant => participant.Find(period)?.Settlement is not null);
        return total - owed.Sum(person => Reward.Cut(person.Participant.Find(period)!.Settlement! is var settled ? settled.DueMinor + settled.ForfeitedMinor : 0, total, budget));
    }

    private static IAsk Pay(ProgrammePeriod period, Period state, PeriodPayout paying, JournalModel durable, int peopleAtOnce, bool again)
    {
        var people = Payable(period, durable, paying.Id, paying.Through).Take(peopleAtOnce).ToList();
        if (people.Count == 0) return Of(period, new PeriodCommand.CompletePayout(s_rules, paying.Id));
        foreach (var (account, participant) in people)
        {
            if (!again && participant.Find(period)!.Settlement!.PayoutId is not null) continue;
            return Of(account, new ParticipantCommand.OrderPayment(s_rules, period, paying.Id, PayoutNames.OrderOf(paying.Id, account), state.Figures.TotalDueMinor));
        }

        return Of(period, new PeriodCommand.Order(paying.Id, paying.Through, people[^1].Account, people.Count, people.Sum(person => person.Participant.Find(period)!.Settlement!.PaidMinor)));
    }

    /// <summary>Who is owed something and has given an account, and whom the payout has given an order already.</summary>
    private static List<(string Account, Participant Participant)> Payable(ProgrammePeriod period, JournalModel durable, string? payoutId, string? after)
    {
        var total = StateOf(period, durable).Figures.TotalDueMinor;
        return
        [
            .. People(durable, after, participant => participant is { Account: not null } && participant.Find(period)?.Settlement is { } owed
                && (owed.PayoutId is null ? !owed.NeedsAccount && Reward.Cut(owed.DueMinor, total, period.BudgetMinor) > 0 : owed.PayoutId == payoutId)),
        ];
    }

    private static IEnumerable<(string Account, Participant Participant)> People(JournalModel durable, string? after, Func<Participant, bool> which) =>
        from pair in durable.Newest<Participant>()
        let account = ParticipantKey.Parse(pair.Key).AccountId
        where string.CompareOrdinal(account, after ?? "") > 0 && which(pair.Value)
        orderby account, pair.Key
        select (account, pair.Value);

    private static MemberAsk Of(string account, ParticipantCommand command) => new(Participant.Type, new ParticipantKey(s_rules.Id, account).ToString(), command) { Worker = "cashback" };
}
