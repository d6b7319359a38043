using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>If the process ended now, the next start would wake every entity that is due, loaded or not. Moves the opened host on: the last to look at it.</summary>
internal sealed class NobodyDueIsForgotten : Oracle
{
    public override string Promise => "whoever is due is woken";

    public override void Opened(World world, EntityHost host)
    {
        var due = world.Model.Streams.Values.Where(stream => !world.IsHarmed(stream.Stream) && host.Directory.Find(stream.Stream)?.StoppedBecause is null && stream.DueTicksAt(stream.Version) != 0).ToList();
        if (due.Count == 0) return;
        world.ShadowClock.MoveTo(due.Max(stream => stream.DueTicksAt(stream.Version)));
        for (var rounds = 0; host.Timers.Step(); rounds++) Require(rounds < 100, "timers find no end");
        foreach (var stream in due)
        {
            var cell = host.Directory.Find(stream.Stream);
            Require(cell?.Newest?.Version > stream.Version || cell?.StoppedBecause is not null, $"{stream.Stream} is due at {new DateTime(stream.DueTicksAt(stream.Version)):O}, and was not woken");
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var stream in world.Model.Streams.Values) Require(stream.DueTicksAt(stream.Version) == 0, $"{stream.Stream} is still due");
    }
}
