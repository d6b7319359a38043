using Mainstay.Entities;

namespace Mainstay.Feeders.Devices;

/// <summary>A device's part of a bulk reset.</summary>
internal static class ResetRules
{
    public const string Claimed = "claimed";

    /// <summary>What an owner has on their feeder is not the maker's to delete.</summary>
    public static Decision<DeviceEvent> Assign(Device device, DeviceCommand.AssignReset assign, DateTimeOffset now)
    {
        if (!device.Exists) return Refusal.Of("not-found");
        if (device.IsRevoked) return Refusal.Of("revoked");
        if (device.Reset?.ResetId == assign.ResetId) return Decision<DeviceEvent>.Nothing;
        if (!assign.KeepsSchedule && device.FeederId is not null) return Refusal.Of(Claimed);
        if (device.Reset is { State: ResetState.InProgress } reset && now < reset.ExpiresAt) return Refusal.Of("reset-under-way");
        var assigned = new DeviceEvent.ResetAssigned(assign.ResetId, assign.KeepsSchedule, assign.ExpiresAt);
        // A later one takes the place of one that nobody has told it of yet.
        return device.Reset is { State: ResetState.Queued } waiting ? new DeviceEvent[] { new DeviceEvent.ResetMoved(waiting.ResetId, ResetState.Cancelled, "superseded"), assigned } : assigned;
    }

    /// <summary>Never backwards. What the device says is the truth, also where it was given up: the first time it says it.</summary>
    public static Decision<DeviceEvent> Move(Device device, DeviceCommand.MoveReset move)
    {
        if (device.Reset is not { } reset || reset.ResetId != move.ResetId || IsSaid(reset.State)) return Decision<DeviceEvent>.Nothing;
        var isAllowed = IsSaid(move.State) || move.State switch
        {
            ResetState.InProgress or ResetState.Cancelled => reset.State == ResetState.Queued,
            ResetState.Expired => reset.State is ResetState.Queued or ResetState.InProgress,
            _ => false,
        };
        return isAllowed ? new DeviceEvent.ResetMoved(move.ResetId, move.State, move.Code, move.State == ResetState.Succeeded ? device.FeederId : null) : Decision<DeviceEvent>.Nothing;
    }

    /// <summary>Somebody claims it: what would forget everything and has not been told is called back.</summary>
    public static DeviceEvent? CallBack(Device device) =>
        device.Reset is { KeepsSchedule: false, State: ResetState.Queued } reset ? new DeviceEvent.ResetMoved(reset.ResetId, ResetState.Cancelled, Claimed) : null;

    public static Device Apply(Device device, DeviceEvent.ResetMoved moved) =>
        device.Reset is { } reset && reset.ResetId == moved.ResetId ? device with { Reset = reset with { State = moved.State, Code = moved.Code } } : device;

    /// <summary>Whether it is to be told, or told again.</summary>
    public static bool IsOpen(DeviceReset reset, DateTimeOffset now) => reset.State is ResetState.Queued or ResetState.InProgress && now < reset.ExpiresAt;

    public static bool IsSaid(ResetState state) => state is ResetState.Succeeded or ResetState.Failed;
}
