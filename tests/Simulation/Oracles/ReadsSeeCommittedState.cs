using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>What is read is on disk, is what the events give, and is never older than what was read before, crashes or not.</summary>
internal sealed class ReadsSeeCommittedState : Oracle
{
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    public override string Promise => "reads see committed state only";

    public override void Read(World world, string stream, object state, long version)
    {
        var durable = world.Model.Stream(stream);
        Require(version <= durable.Version, $"{stream} is read at version {version}, of which {durable.Version} is on disk");
        Require(durable.Json(state) == durable.JsonAt(version), $"{stream} is read as {durable.Json(state)}, but at version {version} it is {durable.JsonAt(version)}");
        Require(version >= _seen.GetValueOrDefault(stream), $"{stream} is read at version {version}, and was at {_seen.GetValueOrDefault(stream)} before");
        _seen[stream] = version;
    }
}
