using Mainstay.Contracts;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Banking.Orders;

/// <summary>An order as it is listed.</summary>
/// <param name="OrderId">Its EndToEndId.</param>
/// <param name="AmountMinor">Above zero.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Reason">Why it failed, in the bank's words; null unless it did.</param>
/// <param name="Corrects">The failed order that it stands in for.</param>
/// <param name="CorrectedBy">The order that stands in for it.</param>
internal sealed record ListedOrder(string OrderId, long AmountMinor, PaymentOrderState State, string? Reason, PaymentOrderName? Corrects, PaymentOrderName? CorrectedBy);

/// <summary>How many orders of a payout are in which state.</summary>
internal sealed record OrderCount(PaymentOrderState State, long Orders);

/// <summary>The orders of each payout, without names and numbers: those stay sealed in the orders themselves.</summary>
internal sealed class OrdersView() : View("banking-orders", 3)
{
    /// <summary>How many orders of a payout have arrived, by their state.</summary>
    public List<OrderCount> Counts(string payoutId)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT state, count(*) FROM orders WHERE payout = @1 GROUP BY state ORDER BY state";
        command.Parameters.AddWithValue("@1", payoutId);
        using var rows = command.ExecuteReader();
        var counts = new List<OrderCount>();
        while (rows.Read()) counts.Add(new OrderCount((PaymentOrderState)rows.GetByte(0), rows.GetInt64(1)));
        return counts;
    }

    /// <summary>The orders of a payout in order of their ids.</summary>
    /// <param name="payoutId">The payout.</param>
    /// <param name="after">Ids above this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="state">Only these; null: all.</param>
    public List<ListedOrder> List(string payoutId, string after, int limit, PaymentOrderState? state = null)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            """
            SELECT order_id, amount, state, reason, corrects_payout, corrects, by_payout, by_order FROM orders
            WHERE payout = @1 AND order_id > @2 AND (@4 < 0 OR state = @4) ORDER BY order_id LIMIT @3
            """;
        command.Parameters.AddWithValue("@1", payoutId);
        command.Parameters.AddWithValue("@2", after);
        command.Parameters.AddWithValue("@3", limit);
        command.Parameters.AddWithValue("@4", state is { } wanted ? (int)wanted : -1);
        using var rows = command.ExecuteReader();
        var orders = new List<ListedOrder>();
        while (rows.Read())
        {
            orders.Add(new ListedOrder(
                rows.GetString(0), rows.GetInt64(1), (PaymentOrderState)rows.GetByte(2), rows.IsDBNull(3) ? null : rows.GetString(3), NameAt(rows, 4), NameAt(rows, 6)));
        }

        return orders;
    }

    /// <summary>A person's orders, by payout; they are as many as periods that paid them.</summary>
    public List<(string PayoutId, string OrderId, PaymentOrderState State)> OfAccount(string accountId)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT payout, order_id, state FROM orders WHERE account = @1 ORDER BY payout, order_id";
        command.Parameters.AddWithValue("@1", accountId);
        using var rows = command.ExecuteReader();
        var orders = new List<(string, string, PaymentOrderState)>();
        while (rows.Read()) orders.Add((rows.GetString(0), rows.GetString(1), (PaymentOrderState)rows.GetByte(2)));
        return orders;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE orders(payout TEXT NOT NULL, order_id TEXT NOT NULL, amount INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, reason TEXT,
                                corrects_payout TEXT, corrects TEXT, by_payout TEXT, by_order TEXT, account TEXT NOT NULL, PRIMARY KEY(payout, order_id)) WITHOUT ROWID;
            CREATE INDEX orders_account ON orders(account)
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case PaymentOrderEvent.Ordered ordered:
                writer.Run(
                    "INSERT INTO orders(payout, order_id, amount, corrects_payout, corrects, account) VALUES(@1, @2, @3, @4, @5, @6)",
                    ordered.PayoutId, ordered.OrderId, ordered.AmountMinor, ordered.Corrects?.PayoutId, ordered.Corrects?.OrderId, ordered.AccountId);
                break;
            case PaymentOrderEvent.Executed executed:
                writer.Run("UPDATE orders SET state = @3 WHERE payout = @1 AND order_id = @2", executed.Order.PayoutId, executed.Order.OrderId, (int)PaymentOrderState.Executed);
                break;
            case PaymentOrderEvent.Failed failed:
                writer.Run("UPDATE orders SET state = @3, reason = @4 WHERE payout = @1 AND order_id = @2", failed.Order.PayoutId, failed.Order.OrderId, (int)PaymentOrderState.Failed, failed.Reason);
                break;
            case PaymentOrderEvent.Corrected corrected:
                var (payoutId, orderId) = NameOf(stored.Entity.Key);
                writer.Run(
                    "UPDATE orders SET state = @3, by_payout = @4, by_order = @5 WHERE payout = @1 AND order_id = @2",
                    payoutId, orderId, (int)PaymentOrderState.Corrected, corrected.By.PayoutId, corrected.By.OrderId);
                break;
        }
    }

    private static (string PayoutId, string OrderId) NameOf(string stream)
    {
        var colon = stream.IndexOf(':', StringComparison.Ordinal);
        return (stream[..colon], stream[(colon + 1)..]);
    }

    private static PaymentOrderName? NameAt(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : new PaymentOrderName(rows.GetString(column), rows.GetString(column + 1));
}
