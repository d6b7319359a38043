using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>What a closed period comes to is the sum of what its members are due, each of whom has settled it, and of what the others forfeited; and of what is due, everything is paid, owed, cut or forfeited.</summary>
internal sealed class ClosesAddUp(PlainBooks books) : Oracle
{
    public override string Promise => "a close's total is the sum over its memberships";

    public override void AtEnd(World world)
    {
        foreach (var period in ShortProgramme.Rules.Periods)
        {
            var state = world.Model.StateOf(Period.Type, Period.StreamOf(ShortProgramme.Rules.Id, period.Id));
            Require(state.State == PeriodState.Closed, $"{period.Id} is {state.State} in the end");
            foreach (var (person, participant) in world.Model.Newest<Participant>()) Require(participant.Find(period) is null or { Settlement: not null }, $"{period.Id} is closed, and {person} has {participant.Find(period)} in it");
            Compare(period, state.Figures);
            Account(world, period, state);
        }
    }

    private void Compare(ProgrammePeriod period, ClosingFigures figures)
    {
        var settled = books.SettledIn(period).Values.ToList();
        var total = settled.Sum(one => one.DueMinor);
        var paid = period.BudgetMinor is { } budget && total > budget ? settled.Sum(one => (long)Math.Floor((decimal)one.DueMinor * budget / total)) : total;
        var expected = (
            People: (long)settled.Count, Due: (long)settled.Count(one => one.DueMinor > 0), Total: total, Paid: paid,
            Forfeited: settled.Where(one => one.DueMinor == 0).Sum(one => one.RewardMinor),
            Remainder: paid < total ? period.BudgetMinor!.Value - paid : 0,
            Prizes: (long)settled.Count(one => one.PrizeMinor > 0), PrizesMinor: settled.Sum(one => one.PrizeMinor));
        var said = (figures.People, figures.Due, Total: figures.TotalDueMinor, Paid: figures.TotalMinor, figures.ForfeitedMinor, figures.RemainderMinor, figures.Prizes, figures.PrizesMinor);
        Require(said == expected, $"{period.Id} was closed with {said}, and its members make {expected}");
    }

    private void Account(World world, ProgrammePeriod period, Period state)
    {
        long paid = 0, owed = 0, cut = 0, left = 0;
        foreach (var (person, plain) in books.SettledIn(period))
        {
            var now = world.Model.StateOf(Participant.Type, person).Find(period)?.Settlement;
            Require(now is not null, $"{period.Id} is closed, and {person} is not settled");
            var whole = plain.DueMinor;
            var share = period.BudgetMinor is { } budget && state.Figures.TotalDueMinor > budget ? whole * budget / state.Figures.TotalDueMinor : whole;
            Require(now!.DueMinor == whole || now is { DueMinor: 0, PayoutId: null }, $"{person} was due {whole} in {period.Id}, and has {now}");
            cut += whole - share;
            if (now.PayoutId is not null) paid += now.PaidMinor;
            else if (now.DueMinor == 0) left += share;
            else owed += share;
        }

        Require(paid + owed + left + cut == state.Figures.TotalDueMinor, $"of {state.Figures.TotalDueMinor} in {period.Id}, {paid} are paid, {owed} owed, {left} forfeited by leaving and {cut} cut");
    }
}
