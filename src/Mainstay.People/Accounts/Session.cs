using System.Security.Cryptography;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

/// <summary>A device that is signed in. All instants are real time: moving the demo clock ends no session.</summary>
/// <param name="SessionId">Names the session to its owner; opens nothing.</param>
/// <param name="TokenHash">SHA-256 of the token; the token itself is kept nowhere.</param>
/// <param name="Label">How the owner tells it apart ("Firefox on Linux").</param>
/// <param name="AddressPrefix">The network it was started from, cut to /24 or /48.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="LastSeenAt">When it was last used, as last stored; up to an hour old.</param>
/// <param name="IdleLimit">It ends when it is not used for so long.</param>
/// <param name="ExpiresAt">It ends at this instant in any case.</param>
internal sealed record Session(
    string SessionId,
    byte[] TokenHash,
    Sealed<string>? Label,
    string AddressPrefix,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    TimeSpan IdleLimit,
    DateTimeOffset ExpiresAt)
{
    public bool IsLiveAt(DateTimeOffset now) => now < ExpiresAt && now - LastSeenAt < IdleLimit;

    public bool HasToken(ReadOnlySpan<byte> tokenHash) => CryptographicOperations.FixedTimeEquals(TokenHash, tokenHash);
}
