using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>A feeder asks its server what time it is, when it has no time server. On <c>time</c>, QoS 0.</summary>
/// <param name="Nonce">Comes back with the answer: 1 to 64 characters.</param>
public sealed record TimeAskMessage(string? Nonce);

/// <summary>The server's time when it took the question. On <c>time/is</c>, QoS 0, never retained.</summary>
public sealed record TimeIsMessage(string? Nonce, Instant? Now);
