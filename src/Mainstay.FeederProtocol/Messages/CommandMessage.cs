using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>What a feeder is to do now. On <c>command</c>, QoS 1, never retained: a retained one is passed over.</summary>
/// <param name="CommandId">1 to <see cref="LongestId"/> characters, of the one who asks: the same id is done once.</param>
/// <param name="ExpiresAt">Not begun after this.</param>
/// <param name="Kind"><see cref="FeedKind"/>.</param>
/// <param name="Portions">1 to <see cref="PlanLimits.Portions"/>.</param>
public sealed record CommandMessage(string? CommandId, Instant? ExpiresAt, string? Kind, int? Portions)
{
    public const string FeedKind = "feed";
    public const int LongestId = 128;
}

/// <summary>What a command came to. On <c>command/result</c>, QoS 1.</summary>
/// <param name="State">Done, failed or expired.</param>
/// <param name="Code">One of <see cref="CommandCodes"/>, one of <see cref="Reasons"/>, or jammed.</param>
/// <param name="OccurrenceId">The meal that it became, if it became one.</param>
public sealed record CommandResultMessage(string CommandId, CommandState State, string? Code, string? OccurrenceId);
