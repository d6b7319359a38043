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
    /// <returns>False when somebody else does.</returns>
    public bool Begin(string stream, string participant) => _participants.GetOrAdd(stream, participant) == participant;

    /// <summary>The card has heard of it, or it was not added.</summary>
    public void Forget(string stream) => _participants.TryRemove(stream, out _);
}
