using System.Diagnostics;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Devices;

/// <summary>Somebody has a device now. Written to what they have: "feeder/{feederId}".</summary>
internal sealed record DeviceClaimed(string DeviceId, string AccountId, bool HadOwner) : Letter;

/// <summary>Somebody else has the device now. Written to what the earlier owner had.</summary>
internal sealed record DeviceHandedOver : Letter;

/// <summary>The maker has taken away what was set at the feeder. Written to what its owner has.</summary>
internal sealed record MakerHasReset : Letter;

/// <summary>An owner lets go. Written to the device.</summary>
internal sealed record FeederReleased(string FeederId) : Letter;

/// <summary>The mail of devices. What follows from a stored event type never changes.</summary>
internal static class DeviceMail
{
    public static IReadOnlyList<PostedMail> React(DeviceEvent stored, Origin origin) => stored switch
    {
        DeviceEvent.Claimed claimed => [ToFeeder(claimed.FeederId, new DeviceClaimed(origin.Entity.Key, claimed.AccountId, claimed.HadOwner))],
        DeviceEvent.HandedOver handed =>
        [
            ToFeeder(handed.FromFeederId, new DeviceHandedOver()),
            ToFeeder(handed.FeederId, new DeviceClaimed(origin.Entity.Key, handed.AccountId, HadOwner: true)),
        ],
        DeviceEvent.UpdateMoved { State: UpdateState.Succeeded or UpdateState.Failed } moved =>
            [new PostedMail(EntityKey.Of(Rollout.Type, moved.RolloutId), new DeviceUpdated(origin.Entity.Key, moved.State == UpdateState.Succeeded))],
        DeviceEvent.ResetMoved { State: ResetState.Succeeded or ResetState.Failed } moved =>
        [
            new PostedMail(EntityKey.Of(BulkReset.Type, moved.ResetId), new DeviceWasReset(origin.Entity.Key, moved.State == ResetState.Succeeded)),
            .. moved.FeederId is { } feederId ? [ToFeeder(feederId, new MakerHasReset())] : Array.Empty<PostedMail>(),
        ],
        _ => [],
    };

    public static DeviceCommand Receive(Letter letter) => letter switch
    {
        FeederReleased released => new DeviceCommand.Release(released.FeederId),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static PostedMail ToFeeder(string feederId, Letter letter) => new(EntityKey.Of(Feeder.Type, feederId), letter);
}
