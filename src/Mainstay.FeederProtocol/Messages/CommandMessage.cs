using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>What a feeder is to do now. On <c>command</c>, QoS 1, never retained: a retained one is passed over.</summary>
/// <param name="CommandId">1 to <see cref="LongestId"/> characters, of the one who asks: the same id is done once.</param>
/// <param name="ExpiresAt">Not begun after this.</param>
/// <param name="Kind"><see cref="FeedKind"/> or <see cref="ResetKind"/>.</param>
/// <param name="Portions">Of <see cref="FeedKind"/>: 1 to <see cref="PlanLimits.Portions"/>.</param>
/// <param name="KeepSchedule">
/// Of <see cref="ResetKind"/>: true takes away what was set on the feeder, false also its plan and its ledger. Both leave what ties it to its server, its key and its address, so that it stays reachable.
/// </param>
public sealed record CommandMessage(string? CommandId, Instant? ExpiresAt, string? Kind, int? Portions = null, bool? KeepSchedule = null)
{
    public const string FeedKind = "feed";

    /// <summary>Not done within a quarter of an hour of a meal; it waits, and expires.</summary>
    public const string ResetKind = "reset";
    public const int LongestId = 128;
}

/// <summary>What a command came to. On <c>command/result</c>, QoS 1.</summary>
/// <param name="State">Done, failed or expired.</param>
/// <param name="Code">One of <see cref="CommandCodes"/>, one of <see cref="Reasons"/>, or jammed.</param>
/// <param name="OccurrenceId">The meal that it became, if it became one.</param>
public sealed record CommandResultMessage(string CommandId, CommandState State, string? Code, string? OccurrenceId);
