using Mainstay.Entities;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Claims;

/// <summary>Who has a feeder, and who may use it for a while.</summary>
internal static class OwnerRules
{
    public const int MostOwners = 10;
    public const int MostShares = 20;

    public static Decision<FeederEvent> Begin(Feeder feeder, FeederCommand.Begin begin, Context context) =>
        feeder.Exists || feeder.BegunAt != default ? Decision<FeederEvent>.Nothing : new FeederEvent.Begun(begin.DeviceId, begin.AccountId, context.At, begin.HadOwner ? context.At : null);

    public static Decision<FeederEvent> End(Feeder feeder, bool isReleased) =>
        new FeederEvent.Ended([.. feeder.Owners, .. feeder.Shares.Select(share => share.AccountId)], feeder.DeviceId!, isReleased);

    /// <summary>With its last owner a feeder is nobody's.</summary>
    public static Decision<FeederEvent> Forget(Feeder feeder, string accountId)
    {
        if (feeder.Shares.Any(share => share.AccountId == accountId)) return new FeederEvent.ShareEnded(accountId);
        if (!feeder.IsOwner(accountId)) return Decision<FeederEvent>.Nothing;
        return feeder.Owners.Length > 1 ? new FeederEvent.OwnerLeft(accountId) : End(feeder, isReleased: true);
    }

    public static Decision<FeederEvent> Add(Feeder feeder, string accountId)
    {
        if (feeder.IsOwner(accountId)) return Decision<FeederEvent>.Nothing;
        return feeder.Owners.Length >= MostOwners ? Refusal.Of("too-many", "handle") : new FeederEvent.OwnerAdded(accountId);
    }

    public static Decision<FeederEvent> Remove(Feeder feeder, string accountId)
    {
        if (!feeder.IsOwner(accountId)) return Decision<FeederEvent>.Nothing;
        return feeder.Owners.Length == 1 ? Refusal.Of("last-owner") : new FeederEvent.OwnerLeft(accountId);
    }

    public static Decision<FeederEvent> ShareWith(Feeder feeder, FeederCommand.ShareWith share, DateTimeOffset now)
    {
        if (share.Until <= now) return Refusal.Of("until-past", "until");
        if (feeder.IsOwner(share.AccountId)) return Refusal.Of("already-owner", "handle");
        var others = feeder.Shares.Count(other => other.AccountId != share.AccountId);
        return others >= MostShares ? Refusal.Of("too-many", "handle") : new FeederEvent.Shared(share.AccountId, share.Until);
    }

    public static Decision<FeederEvent> Describe(Feeder feeder, FeederCommand.Describe describe)
    {
        var events = new List<FeederEvent>(2);
        if (describe.Name is { } name && name.Reveal() != feeder.Name?.Reveal()) events.Add(new FeederEvent.Named(name));
        if (describe.SetsQuiet && describe.Quiet != feeder.Quiet) events.Add(new FeederEvent.QuietHoursSet(describe.Quiet));
        return events.ToArray();
    }
}
