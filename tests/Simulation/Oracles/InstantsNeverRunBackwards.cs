using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>Whatever the clock does, an entity's instants do not decrease.</summary>
internal sealed class InstantsNeverRunBackwards : Oracle
{
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public override string Promise => "instants never run backwards within an entity";

    public override void Row(ModelRow row)
    {
        Require(row.InstantTicks >= _last.GetValueOrDefault(row.Stream), $"version {row.Version} of {row.Stream}, at {row.Offset}, is earlier than the version before it");
        _last[row.Stream] = row.InstantTicks;
    }
}
