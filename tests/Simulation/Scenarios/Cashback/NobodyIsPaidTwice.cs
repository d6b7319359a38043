using Mainstay.Banking.Orders;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>
/// What a period owes a person is ordered once, and again only after the bank has said that it failed; every order reaches the bank once; the bank never pays two orders for one entitlement; and in the
/// end everybody has theirs who has given an account.
/// </summary>
internal sealed class NobodyIsPaidTwice : Oracle
{
    private readonly Dictionary<(string Person, string Period), ParticipantEvent.OrderedPayment> _ordered = [];
    private readonly Dictionary<string, (string Person, string Period)> _entitlementOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _atTheBank = new(StringComparer.Ordinal);
    private readonly HashSet<(string Person, string Period)> _paid = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    public override string Promise => "nobody is paid the same entitlement twice";

    public override void Row(ModelRow row)
    {
        switch (row.Event)
        {
            case ParticipantEvent.OrderedPayment ordered: Order((row.Entity.Key, ordered.Period), ordered, row); break;
            case PaymentOrderEvent.Ordered order: Require(_atTheBank.TryAdd(order.OrderId, order.AmountMinor), $"order {order.OrderId} reached the bank again at {row.Offset}"); break;
            case PaymentOrderEvent.Executed executed: Require(_paid.Add(_entitlementOf[executed.Order.OrderId]), $"the bank pays {_entitlementOf[executed.Order.OrderId]} again at {row.Offset}"); break;
            case PaymentOrderEvent.Failed failed: _failed.Add(failed.Order.OrderId); break;
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var ordered in _ordered.Values) Require(_atTheBank.GetValueOrDefault(ordered.OrderId) == ordered.AmountMinor, $"{ordered.AmountMinor} were ordered by {ordered.OrderId}, and the bank has {_atTheBank.GetValueOrDefault(ordered.OrderId)}");
        Require(_atTheBank.Count == _entitlementOf.Count, $"{_entitlementOf.Count} payments were ordered, and the bank has {_atTheBank.Count}");
        foreach (var period in ShortProgramme.Rules.Periods.Where(period => period.BudgetMinor is null))
        {
            foreach (var (person, participant) in world.Model.Newest<Participant>())
            {
                if (participant is { Account: not null } && participant.Find(period)?.Settlement is { DueMinor: > 0, NeedsAccount: false } settled) Require(settled.PayoutId is not null, $"{person} was never paid for {period.Id}");
            }
        }

        foreach (var (orderId, entitlement) in _entitlementOf.Where(one => _failed.Contains(one.Key))) RequireCorrected(world, orderId, entitlement);
    }

    private void Order((string Person, string Period) entitlement, ParticipantEvent.OrderedPayment ordered, ModelRow row)
    {
        var before = _ordered.GetValueOrDefault(entitlement);
        Require(before is null || _failed.Contains(before.OrderId), $"{entitlement} is paid again at {row.Offset}");
        Require(ordered.Corrects?.OrderId == before?.OrderId, $"order {ordered.OrderId} corrects {ordered.Corrects}, and {before?.OrderId ?? "none"} failed");
        _ordered[entitlement] = ordered;
        _entitlementOf.Add(ordered.OrderId, entitlement);
    }

    private void RequireCorrected(World world, string orderId, (string Person, string Period) entitlement)
    {
        var order = world.Model.Newest<PaymentOrder>().Values.Single(one => one.Name.OrderId == orderId);
        var last = _ordered[entitlement];
        Require((order.State == PaymentOrderState.Corrected) == (last.OrderId != orderId), $"order {orderId} failed and is {order.State}, and the last one of {entitlement} is {last.OrderId}");
        if (last.OrderId == orderId) Require(world.Model.StateOf(Participant.Type, entitlement.Person).TotalsOf(entitlement.Period)!.Settlement is { PayoutId: null }, $"order {orderId} failed, and {entitlement} does not know");
    }
}
