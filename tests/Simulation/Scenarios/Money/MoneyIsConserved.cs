using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

/// <summary>At every journal position: what everybody holds, and what is in flight, is what was issued.</summary>
internal sealed class MoneyIsConserved : Oracle
{
    private readonly Dictionary<string, long> _inFlight = new(StringComparer.Ordinal);
    private long _issued;
    private long _held;

    public override string Promise => "money is conserved at every position";

    public override void Row(ModelRow row)
    {
        if (row.After is IHoldsMoney after) _held += after.Money - ((IHoldsMoney)row.Before).Money;
        if (row.Event is IMovesMoney moves) Move(row, moves);
        var flying = _inFlight.Values.Sum();
        Require(_held + flying == _issued, $"at {row.Offset} ({row.Event}) {_held} are held and {flying} are in flight, but {_issued} were issued");
        Require(row.After is not IHoldsMoney { Money: < 0 }, $"at {row.Offset} {row.Stream} holds less than nothing");
    }

    public override void AtEnd(World world) =>
        Require(_inFlight.Count == 0, $"{string.Join(", ", _inFlight.Keys)} never arrived");

    private void Move(ModelRow row, IMovesMoney moves)
    {
        _issued += moves.Issued;
        foreach (var (id, amount) in moves.Leaves) Require(_inFlight.TryAdd(id, amount), $"{id} left twice, at {row.Offset} again");
        if (moves.Arrives is not { } arrived) return;
        Require(_inFlight.Remove(arrived.TransferId, out var sent), $"{arrived.TransferId} arrived at {row.Offset}, but was not in flight");
        Require(sent == arrived.Amount, $"{arrived.TransferId} left as {sent} and arrived as {arrived.Amount}");
    }
}
