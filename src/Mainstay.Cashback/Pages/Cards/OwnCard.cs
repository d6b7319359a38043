using Mainstay.Cashback.Participants;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>A card of a person, and how far it is.</summary>
public sealed class OwnCard
{
    internal OwnCard(HeldInstrument held, DateOnly? countsFrom) => (Held, CountsFrom) = (held, countsFrom);

    /// <summary>Received (the issuer is asked), active, refused (by the issuer, or because somebody else had it first) or ended.</summary>
    public State State => Held.Standing switch
    {
        InstrumentStanding.Refused => State.Refused,
        InstrumentStanding.Ended => State.Ended,
        InstrumentStanding.Received => State.Received,
        _ => State.Active,
    };

    /// <summary>The first day whose purchases count; null while no terms are accepted.</summary>
    public DateOnly? CountsFrom { get; }

    public bool IsUnderWay => State == State.Received;

    /// <summary>Names the words that say why it is refused and what to do; null when it is not refused.</summary>
    public string? RefusedBecause => Held.Reason;

    internal HeldInstrument Held { get; }

    internal static IReadOnlyList<OwnCard> Of(OwnProgramme own) =>
        [.. own.Participant.Instruments.Select(held => new OwnCard(held, held.Days().CountsFrom(own.Participant.Membership?.AcceptedOn)))];
}
