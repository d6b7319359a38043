using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Names;

/// <summary>When all mail has arrived, a member has a plate exactly if the plate has that member, and nothing is left unconfirmed.</summary>
internal sealed class OneHolderPerPlate : Oracle
{
    public override string Promise => "a value has one holder, and is given back when it is never confirmed";

    public override void AtEnd(World world)
    {
        var plates = world.Model.Newest<Plate>();
        var members = world.Model.Newest<Member>();
        foreach (var (key, plate) in plates)
        {
            Require(plate.Due is null, $"plate {key} was claimed and neither confirmed nor given back");
            Require(plate.Holder is null || members[plate.Holder].Plate == key, $"plate {key} has {plate.Holder}, who does not have it");
        }

        foreach (var (key, member) in members)
        {
            if (member.Plate is { } had) Require(plates[had].Holder == key, $"{key} has plate {had}, which has {plates[had].Holder ?? "nobody"}");
        }
    }
}
