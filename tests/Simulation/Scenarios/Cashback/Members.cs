using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

using CardAsk = Ask<Instrument, InstrumentCommand, InstrumentEvent>;
using MemberAsk = Ask<Participant, ParticipantCommand, ParticipantEvent>;
using TaxAsk = Ask<TaxId, TaxIdCommand, TaxIdEvent>;

/// <summary>More people than tax ids, and about as many as cards: they join and add cards as the desks do it (claim first, then join or add), take cards out and say where they are paid.</summary>
internal sealed class Members(int crowd)
{
    private int _ids;

    public static string KeyOf(int card) => $"1.c{card}";

    public IAsk Next(Random random, JournalModel durable) => random.Next(10) switch
    {
        < 3 => Join(random, durable),
        < 7 => Card(random, durable),
        7 => Remove(random, durable),
        _ => Of(APerson(random), new ParticipantCommand.SetIban(ShortProgramme.Rules, new Sealed<BankAccount>("somebody", new BankAccount($"IT60X{random.Next(100)}", "Somebody")))),
    };

    /// <summary>Whoever has the claim joins.</summary>
    private IAsk Join(Random random, JournalModel durable)
    {
        var key = $"{ShortProgramme.Rules.Id}:1.t{random.Next(3 * crowd)}";
        if (durable.StateOf(TaxId.Type, key).Holder is not { } holder) return new TaxAsk(TaxId.Type, key, new TaxIdCommand.Claim(APerson(random)));
        var identity = new Sealed<Identity>("somebody", new Identity(new DateOnly(1980, 1, 1), key));
        return Of(holder, new ParticipantCommand.Join(ShortProgramme.Rules, new DateOnly(1980, 1, 1), identity, key));
    }

    /// <summary>Whoever has the claim adds the card, unless it is on its way back from them.</summary>
    private IAsk Card(Random random, JournalModel durable)
    {
        var key = KeyOf(random.Next(4 * crowd));
        var stream = Instrument.StreamOf(ShortProgramme.Rules.Id, key);
        var present = durable.StateOf(Instrument.Type, stream).Present;
        if (present is null || random.Next(4) == 0) return new CardAsk(Instrument.Type, stream, new InstrumentCommand.Claim(APerson(random), $"i{++_ids}"));
        if (durable.StateOf(Participant.Type, present.Participant).Find(present.InstrumentId) is { DeactivatedOn: not null }) return Remove(random, durable);
        return Of(present.Participant, new ParticipantCommand.AddInstrument(ShortProgramme.Rules, present.InstrumentId, key, new Sealed<CardFace>("somebody", new CardFace("visa", "1111", "12/27", ""))));
    }

    private MemberAsk Remove(Random random, JournalModel durable)
    {
        var person = APerson(random);
        var active = durable.StateOf(Participant.Type, person).Instruments.Where(held => held.IsActive).ToList();
        return Of(person, new ParticipantCommand.RemoveInstrument(ShortProgramme.Rules, active.Count == 0 ? "none" : active[random.Next(active.Count)].Id));
    }

    private static MemberAsk Of(string person, ParticipantCommand command) => new(Participant.Type, person, command);

    private string APerson(Random random) => new ParticipantKey(ShortProgramme.Rules.Id, $"u{random.Next(4 * crowd)}").ToString();
}
