using System.Globalization;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Harness;
using Microsoft.Data.Sqlite;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

/// <summary>Per stream: how many events there are, the last one's version, and the sum of what came in.</summary>
internal sealed class BalancesView() : SimulatedView("balances", version: 1)
{
    public override IReadOnlyList<string> Fold(IEnumerable<ModelRow> rows) =>
    [
        .. from row in rows
           where row.Event is PurseEvent or TillEvent or MintEvent
           group row by row.Stream into stream
           orderby stream.Key
           let came = stream.Sum(row => Came(row.Event!))
           select string.Create(CultureInfo.InvariantCulture, $"{stream.Key} {stream.Count()} {stream.Max(row => row.Version)} {came}"),
    ];

    public override IReadOnlyList<string> Shown(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT stream || ' ' || events || ' ' || version || ' ' || came FROM balance ORDER BY stream";
        using var rows = command.ExecuteReader();
        var shown = new List<string>();
        while (rows.Read()) shown.Add(rows.GetString(0));
        return shown;
    }

    protected internal override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = "CREATE TABLE balance(stream TEXT PRIMARY KEY, events INTEGER NOT NULL, version INTEGER NOT NULL, came INTEGER NOT NULL) STRICT";
        command.ExecuteNonQuery();
    }

    protected override void Write(in StoredEvent stored, ViewWriter writer)
    {
        if (stored.Event is not (PurseEvent or TillEvent or MintEvent)) return;
        writer.Run(
            "INSERT INTO balance VALUES(@1, 1, @2, @3) ON CONFLICT(stream) DO UPDATE SET events = events + 1, version = @2, came = came + @3",
            stored.Entity.Value,
            stored.Version,
            Came(stored.Event));
    }

    private static long Came(object stored) => (stored as IMovesMoney)?.Arrives?.Amount ?? 0;
}
