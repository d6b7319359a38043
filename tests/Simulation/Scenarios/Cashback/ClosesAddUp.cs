using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>What a closed period comes to is the sum of what its members are due, each of whom has settled it.</summary>
internal sealed class ClosesAddUp(PlainBooks books) : Oracle
{
    public override string Promise => "a close's total is the sum over its memberships";

    public override void AtEnd(World world)
    {
        foreach (var period in ShortProgramme.Rules.Periods)
        {
            var state = world.Model.StateOf(Period.Type, Period.StreamOf(ShortProgramme.Rules.Id, period.Id));
            Require(state.State == PeriodState.Closed, $"{period.Id} is {state.State} in the end");
            Compare(period, state.Figures);
            foreach (var (person, due) in books.DueIn(period))
            {
                var settled = world.Model.StateOf(Participant.Type, person).Find(period)?.Settlement;
                Require(settled?.DueMinor == due, $"{period.Id} is closed, and {person} is due {due} but settled {settled}");
            }
        }
    }

    private void Compare(ProgrammePeriod period, ClosingFigures figures)
    {
        var dues = books.DueIn(period);
        var total = dues.Values.Sum();
        var paid = period.BudgetMinor is { } budget && total > budget ? dues.Values.Sum(due => (long)Math.Floor((decimal)due * budget / total)) : total;
        var expected = (People: (long)dues.Count, Due: (long)dues.Values.Count(due => due > 0), Total: total, Paid: paid);
        var said = (figures.People, figures.Due, Total: figures.TotalDueMinor, Paid: figures.TotalMinor);
        Require(said == expected, $"{period.Id} was closed with {said}, and its members make {expected}");
    }
}
