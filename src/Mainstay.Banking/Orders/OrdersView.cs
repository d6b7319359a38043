using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Banking.Orders;

/// <summary>The orders of each payout, without names and numbers: those stay sealed in the orders themselves.</summary>
internal sealed class OrdersView() : View("banking-orders", 1)
{
    /// <summary>How many orders of a payout have arrived, and their sum.</summary>
    public (long Orders, long TotalMinor) Sum(string payoutId)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT count(*), coalesce(sum(amount), 0) FROM orders WHERE payout = @1";
        command.Parameters.AddWithValue("@1", payoutId);
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>The orders of a payout in order of their ids.</summary>
    public List<(string OrderId, long AmountMinor)> List(string payoutId, string after, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT order_id, amount FROM orders WHERE payout = @1 AND order_id > @2 ORDER BY order_id LIMIT @3";
        command.Parameters.AddWithValue("@1", payoutId);
        command.Parameters.AddWithValue("@2", after);
        command.Parameters.AddWithValue("@3", limit);
        using var rows = command.ExecuteReader();
        var orders = new List<(string, long)>();
        while (rows.Read()) orders.Add((rows.GetString(0), rows.GetInt64(1)));
        return orders;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = "CREATE TABLE orders(payout TEXT NOT NULL, order_id TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(payout, order_id)) WITHOUT ROWID";
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        if (stored.Event is not PaymentOrderEvent.Ordered ordered) return;
        writer.Run("INSERT INTO orders VALUES(@1, @2, @3)", ordered.PayoutId, ordered.OrderId, ordered.AmountMinor);
    }
}
