using System.Collections.Immutable;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>What became of a plan.</summary>
/// <param name="IsFollowed">The feeder follows it. False with no errors: it is older than the one that is followed.</param>
internal sealed record PlanAnswer(bool IsFollowed, ImmutableArray<PlanError> Errors);
