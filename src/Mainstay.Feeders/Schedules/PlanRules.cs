using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Meals;
using Mainstay.Feeders.Notices;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Feeders.Schedules;

/// <summary>What is wished and what is followed: two things, and a version says whether they are the same.</summary>
internal static class PlanRules
{
    public static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand.Wish wish, Context context)
    {
        if (wish.Seen is { } seen && seen != feeder.Wished.Plan.Version) return Refusal.Of("stale-version");
        return Wished(feeder, KeptPlan.Of(wish.Plan), wish.Pets, context);
    }

    public static Decision<FeederEvent> MoveZone(Feeder feeder, string zone, Context context) =>
        Wished(feeder, feeder.Wished.Plan with { Zone = zone }, feeder.Wished.Pets?.Reveal() ?? new PetNames([]), context);

    /// <summary>
    /// A feeder that was told by nobody here has a plan already when it was set up by itself, or was another's before: that is then the wish, so that no animal goes without because a feeder changes hands.
    /// What comes late is not what it follows now: taken for it, the meals of a feeder that had no plan yet a minute ago would be waited for by nobody.
    /// </summary>
    public static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand.Follow follow, Context context)
    {
        if (follow.Said is { } late && feeder.Followed?.Said?.IsAfter(late) == true) return Decision<FeederEvent>.Nothing;
        var events = new List<FeederEvent>(3);
        if (feeder.Wished.Plan.Version == 0 && follow.Plan is { HasMeals: true } own && follow.Version > 0) events.Add(Wish(feeder, own, follow.Pets ?? new PetNames([]), context));
        var wished = events is [FeederEvent.PlanWished taken] ? feeder with { Wished = new WishedPlan(taken.Plan, taken.Pets, taken.At) } : feeder;
        var followed = new FollowedPlan(follow.Version, follow.LocalRevision, follow.Plan, context.At, WishedAt(wished, follow.Version), follow.Refused, OrderOf(feeder.Followed, follow.Said));
        if (!IsNews(feeder.Followed, followed)) return events.ToArray();
        events.Add(new FeederEvent.PlanFollowed(followed, Silence.After(wished with { Followed = followed }, Later(feeder.Awaited.From, context.At))));
        if (!follow.Refused.IsEmpty && feeder.Followed?.Refused.IsEmpty != false) events.Add(NoticeRules.Of(feeder, NoticeKinds.PlanRefused, context.At, null, context.At));
        return events.ToArray();
    }

    private static Decision<FeederEvent> Wished(Feeder feeder, KeptPlan plan, PetNames pets, Context context)
    {
        if (feeder.Wished.Plan.IsSame(plan) && pets.IsSame(feeder.Wished.Pets?.Reveal()) && feeder.Wished.Plan.Version > 0) return Decision<FeederEvent>.Nothing;
        // Above what the feeder follows, which passes over what is not newer.
        var version = Math.Max(feeder.Wished.Plan.Version, feeder.Followed?.Version ?? 0) + 1;
        return Wish(feeder, plan with { Version = version }, pets, context);
    }

    private static FeederEvent.PlanWished Wish(Feeder feeder, KeptPlan plan, PetNames pets, Context context)
    {
        var named = pets.Names.IsEmpty ? null : new Sealed<PetNames>(feeder.Owners[0], pets);
        var next = feeder with { Wished = new WishedPlan(plan, named, context.At) };
        return new FeederEvent.PlanWished(plan, named, context.At, Silence.After(next, Later(feeder.Awaited.From, context.At)));
    }

    private static DateTimeOffset? WishedAt(Feeder feeder, long version) =>
        version == feeder.Wished.Plan.Version ? feeder.Wished.At : feeder.Followed?.Version == version ? feeder.Followed.WishedAt : null;

    private static SaidOrder? OrderOf(FollowedPlan? last, MessageOrder? said) => said is null ? null : SaidOrder.After(last?.Said, said);

    private static bool IsNews(FollowedPlan? known, FollowedPlan said) =>
        known is null || (known.Version, known.LocalRevision) != (said.Version, said.LocalRevision) || !known.Refused.SequenceEqual(said.Refused)
        || (said.Plan is { } plan && (known.Plan is not { } before || !before.IsSame(plan)));

    // What was due under the earlier plan is not owed under the new one.
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
