using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>At no time does a card's own record give a day to two people, unless the clock was set back, so that the days came twice; and when all mail has arrived, people's records say the same as the cards'.</summary>
internal sealed class OneOwnerPerCard : Oracle
{
    private readonly Calendar _calendar = new();

    public override string Promise => "a card has at most one owner on any day";

    public override void Row(ModelRow row)
    {
        _calendar.Note(row);
        if (row.After is Participant { Instruments: var held }) Require(held.DistinctBy(one => one.Id, StringComparer.Ordinal).Count() == held.Length, $"at {row.Offset} {row.Stream} has two cards of one id");
        if (row.After is not Instrument card) return;
        var owners = card.Owners.Where(owner => owner.ActivatedOn is not null).ToList();
        for (var index = 1; index < owners.Count; index++)
        {
            Require(owners[index - 1].DeactivatedOn <= owners[index].ActivatedOn || (_calendar.RanBackwards && owners[index - 1].DeactivatedOn is not null), $"at {row.Offset} {row.Stream} is {owners[index - 1]} and {owners[index]}");
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var days in CardDays.All(world.Model).GroupBy(days => days.Card, StringComparer.Ordinal))
        {
            var people = days.Select(own => (own.Person, own.InstrumentId, Activated: (DateOnly?)own.ActivatedOn, own.DeactivatedOn)).OrderBy(own => own.InstrumentId, StringComparer.Ordinal).ToList();
            var card = world.Model.StateOf(Instrument.Type, Instrument.StreamOf(ShortProgramme.Rules.Id, days.Key)).Owners
                .Select(owner => (Person: owner.Participant, owner.InstrumentId, Activated: owner.ActivatedOn, owner.DeactivatedOn)).OrderBy(own => own.InstrumentId, StringComparer.Ordinal).ToList();
            Require(people.SequenceEqual(card), $"people say of {days.Key}: {string.Join(", ", people)}; the card says: {string.Join(", ", card)}");
        }
    }
}
