using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Feeders.Fleet;

/// <summary>Gives the devices of a wave their part of a bulk reset, and takes it back from those that wait when it was stopped or has expired. Whatever breaks off is done again: a device has its part once.</summary>
internal sealed class ResetWorker(EntityHost host, FleetView view, ResetTeller teller, Presence presence) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly Request s_request = Request.By("reset");

    // Those that are over and have been gone through since this start.
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in view.RoundsAsync(stoppingToken))
        {
            foreach (var resetId in view.OpenResets()) await WorkAsync(resetId, stoppingToken);
        }
    }

    private async Task WorkAsync(string resetId, CancellationToken cancellation)
    {
        if (_settled.Contains(resetId)) return;
        var reset = host.Read(BulkReset.Type, resetId);
        if (reset.State is RolloutState.Stopped && _settled.Add(resetId)) await SettleAsync(resetId, ResetState.Cancelled, cancellation);
        if (reset.State is RolloutState.Finished && _settled.Add(resetId)) await SettleAsync(resetId, ResetState.Expired, cancellation);
        if (reset is not { State: RolloutState.Running, IsWaveAssigned: false }) return;
        var (from, to) = WaveRules.LotsOf(reset.Limits, reset.Wave);
        var assigned = 0;
        foreach (var deviceId in Devices(reset).Where(device => WaveRules.LotOf(resetId, device) is var lot && lot >= from && lot < to))
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.AssignReset(resetId, reset.KeepsSchedule, reset.ExpiresAt), s_request);
            if (!answer.Ok) continue; // Revoked, or somebody has claimed it since: it is passed over.
            assigned++;
            if (presence.Of(deviceId) is { IsOnline: true }) await teller.AddAsync(deviceId, cancellation);
        }

        await host.SendAsync(BulkReset.Type, resetId, new BulkResetCommand.WaveIsAssigned(reset.Wave, assigned), s_request);
    }

    private IEnumerable<string> Devices(BulkReset reset)
    {
        if (reset.Model is null)
        {
            foreach (var listed in reset.Devices) yield return listed;
            yield break;
        }

        var after = "";
        while (view.Devices(new DeviceFilter(Model: reset.Model), after, AtOnce) is { Count: > 0 } devices)
        {
            foreach (var device in devices) yield return device.DeviceId;
            after = devices[^1].DeviceId;
        }
    }

    private async Task SettleAsync(string resetId, ResetState state, CancellationToken cancellation)
    {
        // What was assigned last may not have come to the view when it was stopped.
        await view.CatchUpAsync(host, cancellation);
        if (!view.ResetCounts(resetId, host.Read(BulkReset.Type, resetId).Limits).Any(count => count.State is (int)ResetState.Queued or (int)ResetState.InProgress)) return;
        var after = "";
        while (view.Devices(new DeviceFilter(Reset: resetId), after, AtOnce) is { Count: > 0 } devices)
        {
            cancellation.ThrowIfCancellationRequested();
            // Only those that may be moved are; the rest of the answers are "nothing".
            foreach (var device in devices.Where(device => device.Reset is { State: ResetState.Queued or ResetState.InProgress }))
                await host.SendAsync(Device.Type, device.DeviceId, new DeviceCommand.MoveReset(resetId, state, null), s_request);
            after = devices[^1].DeviceId;
        }
    }
}
