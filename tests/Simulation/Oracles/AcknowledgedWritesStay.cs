using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>When an answer is given, the version it was decided on is on disk; and whatever happens then, the entity never falls behind it.</summary>
internal sealed class AcknowledgedWritesStay : Oracle
{
    private readonly Dictionary<string, long> _acknowledged = new(StringComparer.Ordinal);

    public override string Promise => "an acknowledged write is on disk";

    public override void Answered(World world, Attempt attempt)
    {
        var (stream, snapshot) = (world.Model.Stream(attempt.Request.Ask.Stream), attempt.Result.Snapshot);
        Require(snapshot.Version <= stream.Version, $"{attempt.Result.Kind} was answered at version {snapshot.Version} of {stream.Stream}, of which {stream.Version} is on disk");
        Require(stream.Json(snapshot.State) == stream.JsonAt(snapshot.Version), $"another state of {stream.Stream} v{snapshot.Version} was answered than its events give");
        _acknowledged[stream.Stream] = Math.Max(snapshot.Version, _acknowledged.GetValueOrDefault(stream.Stream));
        if (attempt.Result.Kind != AnswerKind.Done || !attempt.Request.HasId) return;
        var row = stream.RowOf(attempt.Request.Request.Id);
        Require(row is not null, $"the row of an acknowledged command of {stream.Stream} is not on disk");
        Require(row!.Outcome == attempt.Result.Outcome && row.BodyHash == attempt.Request.Request.BodyHash, $"the row at {row.Offset} keeps another answer than was given");
    }

    public override void Read(World world, string stream, object state, long version) => Require(
        version >= _acknowledged.GetValueOrDefault(stream),
        $"{stream} is read at version {version}, though version {_acknowledged.GetValueOrDefault(stream)} was answered before");
}
