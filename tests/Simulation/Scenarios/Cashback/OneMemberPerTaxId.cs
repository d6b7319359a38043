using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>When all mail has arrived, a tax id is held by the one who is a member with it, and by nobody else.</summary>
internal sealed class OneMemberPerTaxId : Oracle
{
    public override string Promise => "a tax id is unique in a programme";

    public override void AtEnd(World world)
    {
        var (people, taxIds) = (world.Model.Newest<Participant>(), world.Model.Newest<TaxId>());
        foreach (var (person, participant) in people)
        {
            if (participant.Membership?.TaxIdKey is not { } key) continue;
            Require(taxIds.GetValueOrDefault(key)?.Holder == person, $"{person} is a member with {key}, which is {taxIds.GetValueOrDefault(key)?.Holder ?? "nobody"}'s");
        }

        foreach (var (key, taxId) in taxIds)
        {
            if (taxId.Holder is not { } holder) continue;
            Require(taxId.Until is null, $"{key} was claimed and neither confirmed nor given back");
            Require(people.GetValueOrDefault(holder)?.Membership?.TaxIdKey == key, $"{key} is held by {holder}, who is no member with it");
        }
    }
}
