using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Feeders.Homes;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Begun), "feeder.begun.1")]
[JsonDerivedType(typeof(Ended), "feeder.ended.1")]
[JsonDerivedType(typeof(OwnerAdded), "feeder.owner-added.1")]
[JsonDerivedType(typeof(OwnerLeft), "feeder.owner-left.1")]
[JsonDerivedType(typeof(Shared), "feeder.shared.1")]
[JsonDerivedType(typeof(ShareEnded), "feeder.share-ended.1")]
[JsonDerivedType(typeof(Named), "feeder.named.1")]
[JsonDerivedType(typeof(QuietHoursSet), "feeder.quiet-hours-set.1")]
[JsonDerivedType(typeof(PlanWished), "feeder.plan-wished.1")]
[JsonDerivedType(typeof(PlanFollowed), "feeder.plan-followed.1")]
[JsonDerivedType(typeof(MealReported), "feeder.meal-reported.1")]
[JsonDerivedType(typeof(MealsUnreported), "feeder.meals-unreported.1")]
[JsonDerivedType(typeof(AwaitedMoved), "feeder.awaited-moved.1")]
[JsonDerivedType(typeof(FeedAsked), "feeder.feed-asked.1")]
[JsonDerivedType(typeof(FeedEnded), "feeder.feed-ended.1")]
[JsonDerivedType(typeof(ConditionSaid), "feeder.condition-said.1")]
[JsonDerivedType(typeof(AlarmRaised), "feeder.alarm-raised.1")]
[JsonDerivedType(typeof(AlarmCleared), "feeder.alarm-cleared.1")]
[JsonDerivedType(typeof(Noticed), "feeder.noticed.1")]
internal abstract record FeederEvent
{
    /// <summary>Somebody has the device now.</summary>
    /// <param name="ReportsFrom">Meals before that are another owner's.</param>
    internal sealed record Begun(string DeviceId, string AccountId, DateTimeOffset At, DateTimeOffset? ReportsFrom) : FeederEvent;

    /// <summary>Nobody has it any more, or somebody else.</summary>
    /// <param name="Accounts">Those who had it or could use it.</param>
    /// <param name="IsReleased">The device is to be told; otherwise it knows.</param>
    internal sealed record Ended(ImmutableArray<string> Accounts, string DeviceId, bool IsReleased) : FeederEvent;

    internal sealed record OwnerAdded(string AccountId) : FeederEvent;

    internal sealed record OwnerLeft(string AccountId) : FeederEvent;

    internal sealed record Shared(string AccountId, DateTimeOffset Until) : FeederEvent;

    internal sealed record ShareEnded(string AccountId) : FeederEvent;

    internal sealed record Named(Sealed<string> Name) : FeederEvent;

    /// <param name="Hours">Null: none.</param>
    internal sealed record QuietHoursSet(QuietHours? Hours) : FeederEvent;

    /// <param name="Awaited">What is waited for from now on.</param>
    internal sealed record PlanWished(KeptPlan Plan, Sealed<PetNames>? Pets, DateTimeOffset At, Awaited Awaited) : FeederEvent;

    /// <param name="Awaited">What is waited for from now on.</param>
    internal sealed record PlanFollowed(FollowedPlan Plan, Awaited Awaited) : FeederEvent;

    /// <param name="Line">What the feeder says of it.</param>
    /// <param name="Awaited">What is waited for from now on; null when that stays.</param>
    internal sealed record MealReported(MealLine Line, Awaited? Awaited) : FeederEvent;

    /// <summary>The time for their reports is over.</summary>
    internal sealed record MealsUnreported(ImmutableArray<MealLine> Lines, Awaited Awaited) : FeederEvent;

    internal sealed record AwaitedMoved(Awaited Awaited) : FeederEvent;

    internal sealed record FeedAsked(string CommandId, int Portions, DateTimeOffset At, DateTimeOffset ExpiresAt) : FeederEvent;

    internal sealed record FeedEnded(string CommandId, FeedState State, string? Code, string? OccurrenceId) : FeederEvent;

    internal sealed record ConditionSaid(Condition Condition) : FeederEvent;

    internal sealed record AlarmRaised(string Kind, DateTimeOffset Since) : FeederEvent;

    internal sealed record AlarmCleared(string Kind) : FeederEvent;

    /// <summary>The owners are to hear of something.</summary>
    /// <param name="Kind">One of <see cref="Notices.NoticeKinds"/>.</param>
    /// <param name="About">When what it is about was due or began.</param>
    /// <param name="OccurrenceId">The meal it is about, if it is about one.</param>
    /// <param name="TellAt">Not before: the end of the quiet hours.</param>
    internal sealed record Noticed(string Kind, DateTimeOffset About, string? OccurrenceId, DateTimeOffset TellAt) : FeederEvent;
}
