using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Periods;

/// <summary>What is due to a person from a closed period, after everybody's share was cut to the budget: what is, or was, paid to them.</summary>
internal static class AfterCut
{
    /// <returns>Minor units; null until the period is closed.</returns>
    public static long? DueMinor(EntityHost host, Programme programme, ProgrammePeriod period, Settlement? settled)
    {
        if (settled is null) return null;
        var closing = host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id));
        return closing.State == PeriodState.Closed ? Reward.Cut(settled.DueMinor, closing.Figures.TotalDueMinor, period.BudgetMinor) : null;
    }
}
