using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What a person may do with their cards, and what others say of them.</summary>
internal static class InstrumentRules
{
    // An id names one card for ever. A request that is repeated after it was forgotten brings the same id again, and finds what it made.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.AddInstrument add, Context context)
    {
        if (participant.Instruments.Any(held => held.Key == add.Key && held.IsActive) || participant.Find(add.InstrumentId) is not null) return Decision<ParticipantEvent>.Nothing;
        return new ParticipantEvent.InstrumentAdded(add.InstrumentId, add.Key, add.Face, add.Programme.Zone.DateOf(context.At), add.AwaitsCheck ? true : null);
    }

    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.RemoveInstrument remove, Context context)
    {
        if (participant.Find(remove.InstrumentId) is not { } held) return Refusal.Of("not-found");
        if (!held.IsActive) return Decision<ParticipantEvent>.Nothing;
        return new ParticipantEvent.InstrumentRemoved(held.Id, held.Key, remove.Programme.Zone.DateOf(context.At));
    }

    // Also one that was taken out since: it never was theirs.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.LoseInstrument lose) =>
        participant.Find(lose.InstrumentId) is { IsLost: false } ? new ParticipantEvent.InstrumentLost(lose.InstrumentId) : Decision<ParticipantEvent>.Nothing;

    // The issuer may take days. What was bought meanwhile counts: nobody loses anything because somebody else is slow.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.RecordCheck record, Context context)
    {
        if (participant.Find(record.InstrumentId) is not { Check: CheckState.Awaited, IsActive: true } held) return Decision<ParticipantEvent>.Nothing;
        if (record.Answer.Reason is not { } reason) return new ParticipantEvent.InstrumentConfirmed(held.Id);
        return new ParticipantEvent.InstrumentRefused(held.Id, held.Key, reason, record.Programme.Zone.DateOf(context.At));
    }
}
