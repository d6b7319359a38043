using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Stores;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>Every entity row is what the journal gives at its version, and the mark says nothing that is not so: all that came before it is in the rows.</summary>
internal sealed class RowsAndTailGiveTheReplay : Oracle
{
    private RowContent _checked = RowContent.Empty;

    public override string Promise => "rows and tail give what a replay gives";

    public override bool LooksInside => true;

    public override void AfterStep(World world)
    {
        var content = world.Disk.Rows;
        if (ReferenceEquals(content, _checked)) return;
        foreach (var (stream, row) in content.Rows)
        {
            if (!ReferenceEquals(_checked.Rows.GetValueOrDefault(stream), row) && row.Version != EntityRow.MustRebuild) CheckRow(world, row);
        }

        if (!ReferenceEquals(content.Mark, _checked.Mark)) CheckMark(world, content);
        _checked = content;
    }

    private void CheckRow(World world, EntityRow row)
    {
        var stream = world.Model.Stream(row.Stream);
        Require(row.Version <= stream.Version, $"the row of {row.Stream} has version {row.Version}, of which {stream.Version} is on disk");
        var snapshot = EntityRowBody.Decode(row, stream.Runtime);
        Require(stream.Json(snapshot.State) == stream.JsonAt(row.Version), $"the row of {row.Stream} v{row.Version} has another state than its events give");
        Require(row.DueTicks == stream.DueTicksAt(row.Version), $"the row of {row.Stream} v{row.Version} has another due instant");
        Require(snapshot.Watermarks.SingleOrDefault() == stream.WatermarkAt(row.Version), $"the row of {row.Stream} v{row.Version} has another watermark");
        Require(row.Version == 0 || snapshot.Offset == stream.Rows[(int)row.Version - 1].Offset, $"the row of {row.Stream} v{row.Version} has another offset");
        foreach (var young in stream.RememberedSince(world.RealClock.GetUtcNow().UtcTicks - stream.Runtime.Type.RememberFor.Ticks, row.Version))
        {
            Require(snapshot.Remembered.TryFind(young.CommandId.Value, out _), $"the row of {row.Stream} v{row.Version} forgot {young.CommandId} of version {young.Version}");
        }
    }

    private void CheckMark(World world, RowContent content)
    {
        var offset = content.Mark.CompleteOffset;
        Require(world.Disk.Journal.HashAt(offset) is { } hash && hash.Span.SequenceEqual(content.Mark.Hash.Span), $"the mark at {offset} does not fit the journal");
        foreach (var (key, stream) in world.Model.Streams)
        {
            var complete = stream.Rows.FindLast(row => row.Offset <= offset)?.Version ?? 0;
            if (complete == 0) continue;
            var row = content.Rows.GetValueOrDefault(key);
            Require(row is not null && (row.Version >= complete || row.Version == EntityRow.MustRebuild), $"rows are marked complete up to {offset}, but {key} has v{row?.Version ?? 0} of v{complete}");
        }
    }
}
