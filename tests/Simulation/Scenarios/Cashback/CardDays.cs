using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>From when until when a card counts for a person, as that person's own record has it.</summary>
/// <param name="Card">The keyed hash.</param>
/// <param name="Person">The participant's key.</param>
/// <param name="InstrumentId">What the person knows it by.</param>
/// <param name="ActivatedOn">Counts from the day after.</param>
/// <param name="DeactivatedOn">The last day; null while it is theirs.</param>
internal sealed record CardDays(string Card, string Person, string InstrumentId, DateOnly ActivatedOn, DateOnly? DeactivatedOn)
{
    public bool Counts(DateOnly day) => ActivatedOn < day && !(DeactivatedOn < day);

    public static IEnumerable<CardDays> All(JournalModel durable) =>
        from person in durable.Newest<Participant>()
        from held in person.Value.Instruments
        where !held.IsLost
        select new CardDays(held.Key, person.Key, held.Id, held.ActivatedOn, held.DeactivatedOn);
}
