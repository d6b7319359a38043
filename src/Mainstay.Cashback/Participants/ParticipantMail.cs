using System.Diagnostics;
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
            ParticipantEvent.Joined { TaxIdKey: { } key } joined => [new PostedMail(EntityKey.Of(TaxId.Type, key), new TaxIdHeld(self.ToString(), joined.Number))],
            ParticipantEvent.Withdrawn withdrawn => [.. Leave(self, withdrawn)],
            ParticipantEvent.InstrumentAdded added => [new PostedMail(OfInstrument(self, added.Key), new InstrumentHeld(self.ToString(), added.InstrumentId, added.ActivatedOn))],
            ParticipantEvent.InstrumentRemoved removed => [new PostedMail(OfInstrument(self, removed.Key), new InstrumentReleased(removed.InstrumentId, removed.DeactivatedOn))],
            ParticipantEvent.InstrumentRefused refused => [new PostedMail(OfInstrument(self, refused.Key), new InstrumentReleased(refused.InstrumentId, refused.DeactivatedOn))],
            ParticipantEvent.OrderedPayment { Corrects: { } failed } ordered => [Payment(self, ordered), Correction(failed, ordered)],
            ParticipantEvent.OrderedPayment ordered => [Payment(self, ordered)],
            _ => [],
        };
    }

    public static ParticipantCommand Receive(Letter letter) => letter switch
    {
        TaxIdTaken taken => new ParticipantCommand.LoseTaxId(taken.TaxIdKey, taken.Membership),
        InstrumentTaken taken => new ParticipantCommand.LoseInstrument(taken.InstrumentId),
        PaymentSettled settled => new ParticipantCommand.RecordOutcome(new OrderName(settled.PayoutId, settled.OrderId), settled.ExecutedOn, settled.Reason),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static IEnumerable<PostedMail> Leave(ParticipantKey self, ParticipantEvent.Withdrawn withdrawn)
    {
        if (withdrawn.TaxIdKey is { } key) yield return new PostedMail(EntityKey.Of(TaxId.Type, key), new TaxIdGivenBack(self.ToString()));
        foreach (var card in withdrawn.Instruments) yield return new PostedMail(OfInstrument(self, card.Key), new InstrumentReleased(card.InstrumentId, withdrawn.On));
    }

    private static PostedMail Correction(OrderName failed, ParticipantEvent.OrderedPayment ordered)
    {
        var letter = new PaymentCorrected(failed.PayoutId, failed.OrderId, ordered.PayoutId, ordered.OrderId);
        return new PostedMail(new EntityKey(letter.Stream), letter);
    }

    private static EntityKey OfInstrument(ParticipantKey self, string key) => EntityKey.Of(Instrument.Type, Instrument.StreamOf(self.Programme, key));

    private static PostedMail Payment(ParticipantKey self, ParticipantEvent.OrderedPayment ordered)
    {
        var account = ordered.Account.Reveal();
        var letter = new PaymentOrdered(
            ordered.PayoutId, ordered.OrderId, self.AccountId, new Money(ordered.AmountMinor, ordered.Currency), account?.Iban, account?.Holder, ordered.Remittance,
            EntityKey.Of(Participant.Type, self.ToString()).Value, ordered.Corrects is { } failed ? new PaymentOrderName(failed.PayoutId, failed.OrderId) : null);
        return new PostedMail(new EntityKey(letter.Stream), letter);
    }
}
