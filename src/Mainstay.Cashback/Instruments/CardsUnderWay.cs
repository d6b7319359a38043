using System.Collections.Concurrent;

namespace Mainstay.Cashback.Instruments;

/// <summary>
/// Cards that somebody has added and whose own entity has not heard of it yet, which takes milliseconds: so that whoever comes next is refused at once, and not only by mail. In memory alone: after
/// a crash the mail decides. As many as there are requests under way and letters between their commit and their taking.
/// </summary>
internal sealed class CardsUnderWay
{
    private readonly ConcurrentDictionary<string, string> _participants = new(StringComparer.Ordinal);

    /// <summary>Says that a participant adds a card.</summary>
    /// <param name="stream">The card; see <see cref="Instrument.StreamOf"/>.</param>
    /// <param name="participant">Who.</param>
    /// <returns>Whether it begins with this, has begun before, or is somebody else's. Who began it says so when nothing came of it; nobody else does.</returns>
    public CardBegin Begin(string stream, string participant)
    {
        while (!_participants.TryAdd(stream, participant))
        {
            if (_participants.TryGetValue(stream, out var who)) return who == participant ? CardBegin.BegunBefore : CardBegin.SomebodyElses;
        }

        return CardBegin.Begun;
    }

    /// <summary>The card has heard of it, or it was not added.</summary>
    public void Forget(string stream) => _participants.TryRemove(stream, out _);
}

/// <summary>What <see cref="CardsUnderWay.Begin"/> found.</summary>
internal enum CardBegin
{
    /// <summary>Nobody was adding the card; now this participant is.</summary>
    Begun,

    /// <summary>The same participant is adding it with another request.</summary>
    BegunBefore,

    SomebodyElses,
}
