using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>The plan that the feeder follows, and why it does not follow the one it was last sent. On <c>plan/reported</c>, retained.</summary>
/// <param name="Version">Of the plan that was last taken in; 0 before there was one.</param>
/// <param name="LocalRevision">More than 0: it was changed at the feeder since this version.</param>
public sealed record PlanReportedMessage(long Version, int LocalRevision, Instant? AdoptedAt, PlanDocument Plan, RefusedPlan? Refused);

/// <summary>A wished plan that cannot be followed; the feeder goes on with the one it has.</summary>
public sealed record RefusedPlan(IReadOnlyList<FieldCode> Errors);

/// <param name="Field">Such as meals[2].time; empty for the whole.</param>
/// <param name="Code">See <see cref="PlanError"/>.</param>
public sealed record FieldCode(string Field, string Code);
