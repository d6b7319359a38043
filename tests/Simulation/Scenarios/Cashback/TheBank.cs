using Mainstay.Banking.Orders;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

using OrderAsk = Ask<PaymentOrder, PaymentOrderCommand, PaymentOrderEvent>;

/// <summary>What a bank says of orders, now and then twice, otherwise than before, or of an order that nobody made.</summary>
internal sealed class TheBank
{
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);

    public static IAsk Says(Random random, JournalModel durable)
    {
        var orders = durable.Newest<PaymentOrder>().Where(pair => pair.Value.Exists).Select(pair => pair.Key).ToList();
        var key = orders.Count == 0 || random.Next(10) == 0 ? "none:none" : orders[random.Next(orders.Count)];
        return Of(key, random.Next(3) > 0);
    }

    /// <summary>An answer for every order, in their order: some first orders fail, and none that corrects another; then the contrary, once. Null when all is said.</summary>
    public IAsk? Last(JournalModel durable)
    {
        foreach (var (key, order) in durable.Newest<PaymentOrder>().Where(pair => pair.Value.Exists))
        {
            if (order.State == PaymentOrderState.Ordered) return Of(key, isPaid: order.Corrects is not null || order.AmountMinor % 3 > 0);
            if (_contradicted.Add(key)) return Of(key, isPaid: order.State != PaymentOrderState.Executed);
        }

        return null;
    }

    private static OrderAsk Of(string key, bool isPaid) => new(
        PaymentOrder.Type, key, isPaid ? new PaymentOrderCommand.RecordExecution(new DateOnly(2021, 11, 1), "CRO") : new PaymentOrderCommand.RecordFailure("closed"));
}
