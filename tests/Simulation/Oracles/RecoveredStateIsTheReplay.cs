using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>If the process ended now, the next start would find every entity exactly as its durable events give it, with all it must remember.</summary>
internal sealed class RecoveredStateIsTheReplay : Oracle
{
    public override string Promise => "recovered state is what the journal replays to";

    public override bool LooksInside => true;

    public override void Opened(World world, EntityHost host)
    {
        Require(host.Head.Offset == world.Model.Offset, $"the host opened at {host.Head.Offset}, and the journal ends at {world.Model.Offset}");
        foreach (var stream in world.Model.Streams.Values)
        {
            if (stream.Version > 0 && !world.IsHarmed(stream.Stream) && host.Directory.Find(stream.Stream)?.StoppedBecause is null) Compare(world, host, stream);
        }
    }

    private void Compare(World world, EntityHost host, ModelStream stream)
    {
        var (state, version) = world.Reader.Read(host, stream.Stream);
        Require(version == stream.Version, $"{stream.Stream} came back at v{version} of v{stream.Version}");
        Require(stream.Json(state) == stream.JsonAt(version), $"{stream.Stream} came back as {stream.Json(state)}, not as {stream.JsonAt(version)}");
        var cell = host.Directory.Find(stream.Stream)!;
        var newest = cell.Newest!;
        Require(newest.Watermarks.SingleOrDefault() == stream.WatermarkAt(version), $"{stream.Stream} came back with another watermark");
        Require(newest.DueTicks == stream.DueTicksAt(version), $"{stream.Stream} came back due at another instant");
        Require(newest.InstantTicks == stream.Rows[^1].InstantTicks && newest.Offset == stream.Rows[^1].Offset, $"{stream.Stream} came back with another instant or offset");
        foreach (var young in stream.RememberedSince(world.RealClock.GetUtcNow().UtcTicks - stream.Runtime.Type.RememberFor.Ticks, version))
        {
            Require(newest.Remembered.TryFind(young.CommandId.Value, out var found), $"{stream.Stream} came back without the command of version {young.Version}");
            Require(found.BodyHash == young.BodyHash && found.Outcome == young.Outcome && found.AtTicks == young.RememberedAt, $"{stream.Stream} remembers version {young.Version} otherwise");
        }
    }
}
