using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>A tick comes when its instant has come, to an entity that is due then, and moves what it is due at. For ticks that store one event each.</summary>
internal sealed class ATickHasEffectOnce(JournalModel journal) : Oracle
{
    public override string Promise => "a tick has effect once";

    public override void Row(ModelRow row)
    {
        if (row.Actor != "timer") return;
        var stream = journal.Stream(row.Stream);
        var (before, after) = (stream.DueTicksAt(row.Version - 1), stream.DueTicksAt(row.Version));
        Require(before != 0, $"at {row.Offset} {row.Stream} was woken, but was not due any more");
        Require(before <= row.InstantTicks, $"at {row.Offset} {row.Stream} was woken before it was due");
        Require(before != after, $"at {row.Offset} {row.Stream} was woken, and is due at the same instant again");
    }
}
