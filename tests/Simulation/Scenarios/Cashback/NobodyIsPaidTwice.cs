using Mainstay.Banking.Orders;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>What a period owes a person is ordered once, and reaches the bank as one order; in the end everybody has theirs who has given an account.</summary>
internal sealed class NobodyIsPaidTwice : Oracle
{
    private readonly Dictionary<(string Person, string Period), ParticipantEvent.OrderedPayment> _ordered = [];
    private readonly Dictionary<string, long> _atTheBank = new(StringComparer.Ordinal);

    public override string Promise => "nobody is paid the same entitlement twice";

    public override void Row(ModelRow row)
    {
        if (row.Event is ParticipantEvent.OrderedPayment ordered) Require(_ordered.TryAdd((row.Entity.Key, ordered.Period), ordered), $"{row.Entity.Key} is paid for {ordered.Period} again at {row.Offset}");
        if (row.Event is PaymentOrderEvent.Ordered order) Require(_atTheBank.TryAdd(order.OrderId, order.AmountMinor), $"order {order.OrderId} reached the bank again at {row.Offset}");
    }

    public override void AtEnd(World world)
    {
        foreach (var ordered in _ordered.Values) Require(_atTheBank.GetValueOrDefault(ordered.OrderId) == ordered.AmountMinor, $"{ordered.AmountMinor} were ordered by {ordered.OrderId}, and the bank has {_atTheBank.GetValueOrDefault(ordered.OrderId)}");
        Require(_atTheBank.Count == _ordered.Count, $"{_ordered.Count} payments were ordered, and the bank has {_atTheBank.Count}");
        foreach (var period in ShortProgramme.Rules.Periods.Where(period => period.BudgetMinor is null))
        {
            foreach (var (person, participant) in world.Model.Newest<Participant>())
            {
                if (participant is { Account: not null } && participant.Find(period)?.Settlement is { DueMinor: > 0 }) Require(_ordered.ContainsKey((person, period.Id)), $"{person} was never paid for {period.Id}");
            }
        }
    }
}
