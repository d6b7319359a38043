using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.Feeders.Claims;
using Mainstay.Feeders.Commands;
using Mainstay.Feeders.Meals;
using Mainstay.Feeders.Notices;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Feeders.Homes;

/// <summary>
/// A feeder as its owners have it, from the claim to the release: who may use it, what they wish, what it says, and what is waited for. Small: what became of meals is kept here for a day and a half, and
/// in full in a view.
/// </summary>
/// <param name="DeviceId">Null: there is none, or it is somebody else's now.</param>
/// <param name="Lines">The newest occurrences that something is known of, by when they were due.</param>
/// <param name="Commands">The newest, oldest first.</param>
internal sealed record Feeder(
    string? DeviceId,
    DateTimeOffset BegunAt,
    DateTimeOffset? ReportsFrom,
    ImmutableArray<string> Owners,
    ImmutableArray<Share> Shares,
    Sealed<string>? Name,
    QuietHours? Quiet,
    WishedPlan Wished,
    FollowedPlan? Followed,
    ImmutableArray<MealLine> Lines,
    Awaited Awaited,
    ImmutableArray<FeedCommand> Commands,
    Condition Condition,
    ImmutableArray<FeederAlarm> Alarms)
{
    public static readonly Feeder Empty = new(null, default, null, [], [], null, null, new WishedPlan(KeptPlan.None, null, default), null, [], Awaited.Nothing, [], Condition.Unknown, []);

    public static readonly EntityType<Feeder, FeederCommand, FeederEvent> Type = new("feeder")
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = FeederMail.React,
        Receive = FeederMail.Receive,
        DueAt = static feeder => feeder.Awaited.LookAt,
        Tick = static _ => new FeederCommand.Look(),
        StateVersion = 3, // 1 did not know in which order a feeder had said what it follows; 2 kept the newest sixteen commands.
        Json = static options => new FeederJson(options),
    };

    [JsonIgnore]
    public bool Exists => DeviceId is not null;

    /// <summary>The plan that meals are expected by: the feeder's own where it has said it, else what the owners wish.</summary>
    [JsonIgnore]
    public KeptPlan PlanInForce => Followed is { Plan: { } plan } followed && (followed.Version, followed.LocalRevision) != (Wished.Plan.Version, 0) ? plan : Wished.Plan;

    public bool IsOwner(string accountId) => Owners.Contains(accountId, StringComparer.Ordinal);

    /// <summary>Whether somebody may look and feed now.</summary>
    public bool MayUse(string accountId, DateTimeOffset now) => IsOwner(accountId) || Shares.Any(share => share.AccountId == accountId && now < share.Until);

    private static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand command, Context context) => command switch
    {
        FeederCommand.Begin begin => OwnerRules.Begin(feeder, begin, context),
        FeederCommand.HandOver => feeder.Exists ? OwnerRules.End(feeder, isReleased: false) : Decision<FeederEvent>.Nothing,
        FeederCommand.NoteReset => feeder.Exists ? NoticeRules.Of(feeder, NoticeKinds.MakerReset, context.At, null, context.At) : Decision<FeederEvent>.Nothing,
        FeederCommand.Forget forget => OwnerRules.Forget(feeder, forget.AccountId),
        FeederCommand.Report report => feeder.Exists ? ReportRules.Decide(feeder, report.Line, context) : Decision<FeederEvent>.Nothing,
        FeederCommand.Follow follow => feeder.Exists ? PlanRules.Decide(feeder, follow, context) : Decision<FeederEvent>.Nothing,
        FeederCommand.Say say => feeder.Exists ? ConditionRules.Decide(feeder, say, context) : Decision<FeederEvent>.Nothing,
        FeederCommand.EndFeed ended => FeedRules.Decide(feeder, ended),
        FeederCommand.Look => SilenceRules.Look(feeder, context),
        _ => feeder.Exists ? DecideOwners(feeder, command, context) : Refusal.Of("not-found"),
    };

    private static Decision<FeederEvent> DecideOwners(Feeder feeder, FeederCommand command, Context context) => command switch
    {
        FeederCommand.Release => OwnerRules.End(feeder, isReleased: true),
        FeederCommand.AddOwner add => OwnerRules.Add(feeder, add.AccountId),
        FeederCommand.RemoveOwner remove => OwnerRules.Remove(feeder, remove.AccountId),
        FeederCommand.ShareWith share => OwnerRules.ShareWith(feeder, share, context.At),
        FeederCommand.EndShare end => feeder.Shares.Any(share => share.AccountId == end.AccountId) ? new FeederEvent.ShareEnded(end.AccountId) : Decision<FeederEvent>.Nothing,
        FeederCommand.Describe describe => OwnerRules.Describe(feeder, describe),
        FeederCommand.Wish wish => PlanRules.Decide(feeder, wish, context),
        FeederCommand.MoveZone move => PlanRules.MoveZone(feeder, move.Zone, context),
        FeederCommand.FeedNow feed => FeedRules.Decide(feeder, feed, context.At),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Feeder Apply(Feeder feeder, FeederEvent stored) => stored switch
    {
        FeederEvent.Begun begun => Empty with { DeviceId = begun.DeviceId, BegunAt = begun.At, ReportsFrom = begun.ReportsFrom, Owners = [begun.AccountId] },
        FeederEvent.Ended => Empty with { BegunAt = feeder.BegunAt },
        FeederEvent.OwnerAdded added => feeder with { Owners = feeder.Owners.Add(added.AccountId), Shares = feeder.Shares.RemoveAll(share => share.AccountId == added.AccountId) },
        FeederEvent.OwnerLeft left => feeder with { Owners = feeder.Owners.Remove(left.AccountId, StringComparer.Ordinal) },
        FeederEvent.Shared shared => feeder with { Shares = feeder.Shares.RemoveAll(share => share.AccountId == shared.AccountId).Add(new Share(shared.AccountId, shared.Until)) },
        FeederEvent.ShareEnded ended => feeder with { Shares = feeder.Shares.RemoveAll(share => share.AccountId == ended.AccountId) },
        FeederEvent.Named named => feeder with { Name = named.Name },
        FeederEvent.QuietHoursSet set => feeder with { Quiet = set.Hours },
        FeederEvent.PlanWished wished => feeder with { Wished = new WishedPlan(wished.Plan, wished.Pets, wished.At), Awaited = wished.Awaited },
        FeederEvent.PlanFollowed followed => feeder with { Followed = followed.Plan, Awaited = followed.Awaited },
        FeederEvent.FeedAsked asked => FeedRules.Apply(feeder, asked),
        FeederEvent.FeedEnded ended => FeedRules.Apply(feeder, ended),
        FeederEvent.Noticed => feeder,
        _ => ApplySaid(feeder, stored),
    };

    private static Feeder ApplySaid(Feeder feeder, FeederEvent stored) => stored switch
    {
        FeederEvent.MealReported reported => feeder with { Lines = RecentLines.With(feeder.Lines, reported.Line), Awaited = reported.Awaited ?? feeder.Awaited },
        FeederEvent.MealsUnreported unreported => feeder with { Lines = RecentLines.With(feeder.Lines, unreported.Lines), Awaited = unreported.Awaited },
        FeederEvent.AwaitedMoved moved => feeder with { Awaited = moved.Awaited },
        FeederEvent.ConditionSaid said => feeder with { Condition = said.Condition },
        FeederEvent.AlarmRaised raised => feeder with { Alarms = feeder.Alarms.Add(new FeederAlarm(raised.Kind, raised.Since)) },
        FeederEvent.AlarmCleared cleared => feeder with { Alarms = feeder.Alarms.RemoveAll(alarm => alarm.Kind == cleared.Kind) },
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Feeder))]
[JsonSerializable(typeof(FeederEvent))]
[JsonSerializable(typeof(PetNames))]
internal sealed partial class FeederJson : JsonSerializerContext;
