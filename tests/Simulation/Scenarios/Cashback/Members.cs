using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

using MemberAsk = Ask<Participant, ParticipantCommand, ParticipantEvent>;
using TaxAsk = Ask<TaxId, TaxIdCommand, TaxIdEvent>;

/// <summary>Few people, and as few tax ids and cards: they join and add cards as the desks do it (a tax id is claimed first), hear from issuers, take cards out and say where they are paid.</summary>
internal sealed class Members(int crowd)
{
    private int _ids;

    /// <summary>The keyed hash of some card.</summary>
    public string ACard(Random random) => $"1.c{random.Next(3 + crowd)}";

    public IAsk Next(Random random, JournalModel durable) => random.Next(40) switch
    {
        < 16 => Join(random, durable),
        < 32 => Card(random, durable),
        < 34 => Check(random, durable),
        < 36 => Remove(random, durable),
        36 => Of(APerson(random), new ParticipantCommand.Withdraw(ShortProgramme.Rules)),
        _ => Of(APerson(random), new ParticipantCommand.SetIban(ShortProgramme.Rules, new Sealed<BankAccount>("somebody", new BankAccount($"IT60X{random.Next(100)}", "Somebody")))),
    };

    /// <summary>Whoever was not reached by a payment gives an account again; null when there is nobody.</summary>
    public static IAsk? Last(JournalModel durable) =>
        durable.Newest<Participant>().FirstOrDefault(pair => pair.Value.Left is null && pair.Value.Periods.Any(totals => totals.Settlement is { NeedsAccount: true })) is { Key: { } person }
            ? Of(person, new ParticipantCommand.SetIban(ShortProgramme.Rules, new Sealed<BankAccount>("somebody", new BankAccount("IT60X", "Somebody"))))
            : null;

    /// <summary>Whoever has the claim joins.</summary>
    private IAsk Join(Random random, JournalModel durable)
    {
        var key = OneOf<TaxId>(random, durable, taxId => taxId.Until is not null) ?? $"{ShortProgramme.Rules.Id}:1.t{random.Next(2 + crowd)}";
        if (durable.StateOf(TaxId.Type, key).Holder is not { } holder) return new TaxAsk(TaxId.Type, key, new TaxIdCommand.Claim(APerson(random)));
        var identity = new Sealed<Identity>("somebody", new Identity(new DateOnly(1980, 1, 1), key));
        return Of(holder, new ParticipantCommand.Join(ShortProgramme.Rules, new DateOnly(1980, 1, 1), identity, key));
    }

    /// <summary>Mostly a card that nobody else has, as the desk lets through; sometimes two people have asked for it at the same moment.</summary>
    private MemberAsk Card(Random random, JournalModel durable)
    {
        var key = ACard(random);
        var person = APerson(random);
        var present = durable.StateOf(Instrument.Type, Instrument.StreamOf(ShortProgramme.Rules.Id, key)).Present;
        if (present is not null && random.Next(4) > 0) person = present.Participant;
        var face = new Sealed<CardFace>("somebody", new CardFace("visa", "1111", "12/27", ""));
        return Of(person, new ParticipantCommand.AddInstrument(ShortProgramme.Rules, $"i{++_ids}", key, face, AwaitsCheck: random.Next(2) == 0));
    }

    /// <summary>The issuer answers about some card, also about one that is gone, and more than once.</summary>
    private MemberAsk Check(Random random, JournalModel durable)
    {
        var awaited = OneOf<Participant>(random, durable, participant => participant.Instruments.Any(held => held.Check == CheckState.Awaited)) ?? APerson(random);
        var cards = durable.StateOf(Participant.Type, awaited).Instruments;
        var card = cards.LastOrDefault(held => held.Check == CheckState.Awaited) ?? cards.LastOrDefault();
        return Of(awaited, new ParticipantCommand.RecordCheck(ShortProgramme.Rules, card?.Id ?? "none", random.Next(8) > 0 ? CheckAnswer.Confirmed : CheckAnswer.Refused("card-blocked")));
    }

    /// <summary>Often somebody goes on with what was begun.</summary>
    private static string? OneOf<TState>(Random random, JournalModel durable, Func<TState, bool> which)
    {
        if (random.Next(4) == 0) return null;
        var found = durable.Newest<TState>().Where(pair => which(pair.Value)).Select(pair => pair.Key).ToList();
        return found.Count == 0 ? null : found[random.Next(found.Count)];
    }

    private MemberAsk Remove(Random random, JournalModel durable)
    {
        var person = APerson(random);
        var active = durable.StateOf(Participant.Type, person).Instruments.Where(held => held.IsActive).ToList();
        return Of(person, new ParticipantCommand.RemoveInstrument(ShortProgramme.Rules, active.Count == 0 ? "none" : active[random.Next(active.Count)].Id));
    }

    private static MemberAsk Of(string person, ParticipantCommand command) => new(Participant.Type, person, command);

    private string APerson(Random random) => new ParticipantKey(ShortProgramme.Rules.Id, $"u{random.Next(2 + crowd)}").ToString();
}
