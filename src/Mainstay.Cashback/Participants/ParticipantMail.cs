using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What a participant writes to others. What follows from a stored event type never changes.</summary>
internal static class ParticipantMail
{
    public static IReadOnlyList<PostedMail> React(ParticipantEvent stored, Origin origin)
    {
        var self = ParticipantKey.Parse(origin.Entity.Key);
        return stored switch
        {
            ParticipantEvent.Joined { TaxIdKey: { } key } => [new PostedMail(EntityKey.Of(TaxId.Type, key), new TaxIdHeld(self.ToString()))],
            ParticipantEvent.InstrumentAdded added => [new PostedMail(OfInstrument(self, added.Key), new InstrumentHeld(self.ToString(), added.InstrumentId, added.ActivatedOn))],
            ParticipantEvent.InstrumentRemoved removed => [new PostedMail(OfInstrument(self, removed.Key), new InstrumentReleased(removed.InstrumentId, removed.DeactivatedOn))],
            ParticipantEvent.OrderedPayment ordered => [Payment(self, ordered)],
            _ => [],
        };
    }

    private static EntityKey OfInstrument(ParticipantKey self, string key) => EntityKey.Of(Instrument.Type, Instrument.StreamOf(self.Programme, key));

    private static PostedMail Payment(ParticipantKey self, ParticipantEvent.OrderedPayment ordered)
    {
        var account = ordered.Account.Reveal();
        var letter = new PaymentOrdered(
            ordered.PayoutId, ordered.OrderId, self.AccountId, new Money(ordered.AmountMinor, ordered.Currency), account?.Iban, account?.Holder, ordered.Remittance);
        return new PostedMail(new EntityKey(letter.Stream), letter);
    }
}
