using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>A card of a person, and how far it is.</summary>
public sealed class OwnCard
{
    internal OwnCard(HeldInstrument held, State state, DateOnly? countsFrom) => (Held, State, CountsFrom) = (held, state, countsFrom);

    /// <summary>Received (nobody else can have it, confirmation is under way), active, refused (it went to somebody else first) or ended.</summary>
    public State State { get; }

    /// <summary>The first day whose purchases count; null while no terms are accepted.</summary>
    public DateOnly? CountsFrom { get; }

    public bool IsUnderWay => State == State.Received;

    internal HeldInstrument Held { get; }

    internal static IReadOnlyList<OwnCard> Of(OwnProgramme own, EntityHost host) =>
        [.. own.Participant.Instruments.Select(held => new OwnCard(held, StateOf(own, held, host), held.Days().CountsFrom(own.Participant.Membership?.AcceptedOn)))];

    private static State StateOf(OwnProgramme own, HeldInstrument held, EntityHost host)
    {
        if (held.IsLost) return State.Refused;
        if (!held.IsActive) return State.Ended;
        var instrument = host.Read(Instrument.Type, Instrument.StreamOf(own.Id, held.Key));
        return instrument.Present is { Until: not null } claimed && claimed.InstrumentId == held.Id ? State.Received : State.Active;
    }
}
