using System.Diagnostics;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Keepers;

namespace Mainstay.Feeders.Homes;

/// <summary>The mail of feeders. What follows from a stored event type never changes.</summary>
internal static class FeederMail
{
    public static IReadOnlyList<PostedMail> React(FeederEvent stored, Origin origin)
    {
        var feederId = origin.Entity.Key;
        return stored switch
        {
            FeederEvent.Begun begun => [ToKeeper(begun.AccountId, new FeederGained(feederId))],
            FeederEvent.OwnerAdded added => [ToKeeper(added.AccountId, new FeederGained(feederId))],
            FeederEvent.Shared shared => [ToKeeper(shared.AccountId, new FeederGained(feederId))],
            FeederEvent.OwnerLeft left => [ToKeeper(left.AccountId, new FeederLost(feederId))],
            FeederEvent.ShareEnded ended => [ToKeeper(ended.AccountId, new FeederLost(feederId))],
            FeederEvent.Ended ended => [.. ended.Accounts.Select(account => ToKeeper(account, new FeederLost(feederId))), .. ToDevice(ended, feederId)],
            _ => [],
        };
    }

    public static FeederCommand Receive(Letter letter) => letter switch
    {
        DeviceClaimed claimed => new FeederCommand.Begin(claimed.DeviceId, claimed.AccountId, claimed.HadOwner),
        DeviceHandedOver => new FeederCommand.HandOver(),
        MakerHasReset => new FeederCommand.NoteReset(),
        KeeperGone gone => new FeederCommand.Forget(gone.AccountId),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static PostedMail ToKeeper(string accountId, Letter letter) => new(EntityKey.Of(Keeper.Type, accountId), letter);

    private static IEnumerable<PostedMail> ToDevice(FeederEvent.Ended ended, string feederId)
    {
        if (ended.IsReleased) yield return new PostedMail(EntityKey.Of(Device.Type, ended.DeviceId), new FeederReleased(feederId));
    }
}
