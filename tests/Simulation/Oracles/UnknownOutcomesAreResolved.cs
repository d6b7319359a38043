using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>Who got no answer asks again with the same id, and learns what became of it.</summary>
internal sealed class UnknownOutcomesAreResolved : Oracle
{
    public override string Promise => "an unknown outcome is resolved by asking again";

    public override void AtEnd(World world)
    {
        foreach (var request in world.Clients.Asked) Require(!request.IsUnknown || !world.Clients.MayAskAgain(request), $"nobody can say what became of {request.Ask.Body}");
        Require(!world.Clients.AnyWaiting, "somebody waits for ever");
    }
}
