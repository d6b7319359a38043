using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Cashback.Periods;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>A payout's control sum and count are those of its orders at the bank, and the same as its period has; no period pays more than its budget.</summary>
internal sealed class PayoutOrdersAddUp : Oracle
{
    public override string Promise => "a payout's control sum is the sum of its orders";

    public override void AtEnd(World world)
    {
        var orders = world.Model.Newest<PaymentOrder>().Values.ToLookup(order => order.Name.PayoutId, StringComparer.Ordinal);
        foreach (var period in ShortProgramme.Rules.Periods)
        {
            var payouts = world.Model.StateOf(Period.Type, Period.StreamOf(ShortProgramme.Rules.Id, period.Id)).Payouts;
            foreach (var payout in payouts)
            {
                var atTheBank = world.Model.StateOf(Payout.Type, payout.Id);
                var sums = (Orders: (long)orders[payout.Id].Count(), Total: orders[payout.Id].Sum(order => order.AmountMinor));
                Require((atTheBank.Orders, atTheBank.TotalMinor) == sums, $"{payout.Id} says {atTheBank.Orders} orders of {atTheBank.TotalMinor}, and there are {sums}");
                Require((payout.Orders, payout.TotalMinor) == sums, $"{period.Id} says {payout}, and there are {sums}");
            }

            var failed = payouts.SelectMany(payout => orders[payout.Id]).Where(order => order.State is PaymentOrderState.Failed or PaymentOrderState.Corrected).Sum(order => order.AmountMinor);
            Require(period.BudgetMinor is null || payouts.Sum(payout => payout.TotalMinor) - failed <= period.BudgetMinor, $"{period.Id} pays more than its budget");
        }
    }
}
