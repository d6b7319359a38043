using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>The plan that the feeder follows, and why it does not follow the one it was last sent. On <c>plan/reported</c>, retained.</summary>
/// <param name="Version">Of the plan that was last taken in; 0 before there was one.</param>
/// <param name="LocalRevision">More than 0: it was changed at the feeder since this version.</param>
/// <param name="Said">Null where the feeder does not count what it says: such a message is then the newest whenever it comes.</param>
public sealed record PlanReportedMessage(long Version, int LocalRevision, Instant? AdoptedAt, PlanDocument Plan, RefusedPlan? Refused, MessageOrder? Said = null);

/// <summary>Where a message stands among those of its kind: one that comes a second time, or late, is not the newest again.</summary>
/// <param name="Conversation">Another for each connection; at most <see cref="LongestConversation"/> characters.</param>
/// <param name="Number">Grows with each message within the conversation.</param>
public sealed record MessageOrder(string Conversation, long Number)
{
    public const int LongestConversation = 32;
}

/// <summary>A wished plan that cannot be followed; the feeder goes on with the one it has.</summary>
public sealed record RefusedPlan(IReadOnlyList<FieldCode> Errors);

/// <param name="Field">Such as meals[2].time; empty for the whole.</param>
/// <param name="Code">See <see cref="PlanError"/>.</param>
public sealed record FieldCode(string Field, string Code);
