using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What a person may do with their cards.</summary>
internal static class InstrumentRules
{
    /// <summary>The refusal of an instrument whose claim was given back meanwhile: claim it anew.</summary>
    public const string GivenBack = "instrument-given-back";

    // An id names one claim for ever: asked twice at once and taken out in between, the second may still bring the id of the first.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.AddInstrument add, Context context)
    {
        if (participant.Instruments.Any(held => held.Key == add.Key && held.IsActive)) return Decision<ParticipantEvent>.Nothing;
        if (participant.Find(add.InstrumentId) is not null) return Refusal.Of(GivenBack);
        return new ParticipantEvent.InstrumentAdded(add.InstrumentId, add.Key, add.Face, add.Programme.Zone.DateOf(context.At));
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
}
