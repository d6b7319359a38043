using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>Somebody wants to feed now.</summary>
/// <param name="CommandId">Of the one who asks: the same id is done once.</param>
/// <param name="ExpiresAt">Not begun after this; null for somebody at the feeder itself.</param>
internal sealed record FeedCommand(string CommandId, int Portions, Instant? ExpiresAt)
{
    /// <summary>Asked for on the feeder's own page or interface: nobody else waits for the result.</summary>
    public bool IsLocal => ExpiresAt is null;
}
