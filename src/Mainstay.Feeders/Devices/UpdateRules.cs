using Mainstay.Entities;

namespace Mainstay.Feeders.Devices;

/// <summary>A device's part of a roll-out.</summary>
internal static class UpdateRules
{
    public static Decision<DeviceEvent> Assign(Device device, DeviceCommand.AssignUpdate assign)
    {
        if (!device.Exists) return Refusal.Of("not-found");
        if (device.IsRevoked) return Refusal.Of("revoked");
        // One that was called back is told again when the roll-out goes on.
        if (device.Update is { } known && known.RolloutId == assign.RolloutId && known.State != UpdateState.Cancelled) return Decision<DeviceEvent>.Nothing;
        if (device.Update is { State: UpdateState.InProgress }) return Refusal.Of("update-under-way");
        return new DeviceEvent.UpdateAssigned(assign.RolloutId, assign.FirmwareId);
    }

    /// <summary>Never backwards, and nothing after the end: reports come in any order and more than once.</summary>
    public static Decision<DeviceEvent> Move(Device device, DeviceCommand.MoveUpdate move)
    {
        if (device.Update is not { } update || update.RolloutId != move.RolloutId || IsFinal(update.State) || move.State <= update.State) return Decision<DeviceEvent>.Nothing;
        if (move.State == UpdateState.Cancelled && update.State != UpdateState.Queued) return Decision<DeviceEvent>.Nothing;
        return new DeviceEvent.UpdateMoved(move.RolloutId, move.State, move.Code);
    }

    public static Device Apply(Device device, DeviceEvent.UpdateMoved moved) =>
        device.Update is { } update && update.RolloutId == moved.RolloutId ? device with { Update = update with { State = moved.State, Code = moved.Code } } : device;

    public static bool IsFinal(UpdateState state) => state is UpdateState.Succeeded or UpdateState.Failed or UpdateState.Cancelled;
}
