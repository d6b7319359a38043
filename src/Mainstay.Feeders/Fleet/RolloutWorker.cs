using System.Text;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Feeders.Fleet;

/// <summary>Tells the devices of a wave, and calls back those that wait when a roll-out was stopped. Whatever breaks off is done again: a device is told the same once.</summary>
internal sealed class RolloutWorker(EntityHost host, FleetView view, DeviceOutbox outbox) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly Request s_request = Request.By("roll-out");

    // Stopped ones that have been gone through since this start.
    private readonly HashSet<string> _calledBack = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in view.RoundsAsync(stoppingToken))
        {
            foreach (var rolloutId in view.Open()) await WorkAsync(rolloutId, stoppingToken);
        }
    }

    private async Task WorkAsync(string rolloutId, CancellationToken cancellation)
    {
        var rollout = host.Read(Rollout.Type, rolloutId);
        if (rollout.State != RolloutState.Stopped) _calledBack.Remove(rolloutId);
        else if (_calledBack.Add(rolloutId)) await CallBackAsync(rolloutId, cancellation);
        if (rollout is not { State: RolloutState.Running, IsWaveAssigned: false }) return;
        var told = await TellAsync(rolloutId, rollout, cancellation);
        await host.SendAsync(Rollout.Type, rolloutId, new RolloutCommand.WaveIsAssigned(rollout.Wave, told), s_request);
    }

    private async Task<int> TellAsync(string rolloutId, Rollout rollout, CancellationToken cancellation)
    {
        // From the first when nobody is counted as told: at the beginning, and when it goes on after a stop.
        var (last, to) = WaveRules.LotsOf(rollout.Limits, rollout.Wave);
        var from = rollout.Assigned == 0 ? 0 : last;
        var message = new FirmwareDesiredMessage(Encoding.ASCII.GetString(host.Read(Firmware.Type, rollout.FirmwareId).Manifest), rollout.ImageUrl, rolloutId);
        var (told, after) = (0, "");
        while (view.Devices(new DeviceFilter(Model: rollout.Model), after, AtOnce) is { Count: > 0 } devices)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var device in devices.Where(device => WaveRules.LotOf(rolloutId, device.DeviceId) is var lot && lot >= from && lot < to))
            {
                var answer = await host.SendAsync(Device.Type, device.DeviceId, new DeviceCommand.AssignUpdate(rolloutId, rollout.FirmwareId), s_request);
                if (!answer.Ok) continue;
                told++;
                if (answer.State.Update is { State: UpdateState.Queued }) await outbox.FirmwareAsync(device.DeviceId, message);
            }

            after = devices[^1].DeviceId;
        }

        return told;
    }

    private async Task CallBackAsync(string rolloutId, CancellationToken cancellation)
    {
        // What was assigned last may not have come to the view when it was stopped.
        await view.CatchUpAsync(host, cancellation);
        if (view.UpdateCounts(rolloutId, host.Read(Rollout.Type, rolloutId).Limits).All(count => count.State != (int)UpdateState.Queued)) return;
        var after = "";
        while (view.Devices(new DeviceFilter(Rollout: rolloutId), after, AtOnce) is { Count: > 0 } devices)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var device in devices.Where(device => device.Update is { State: UpdateState.Queued }))
            {
                var answer = await host.SendAsync(Device.Type, device.DeviceId, new DeviceCommand.MoveUpdate(rolloutId, UpdateState.Cancelled, null), s_request);
                if (answer.Kind == AnswerKind.Done) await outbox.FirmwareAsync(device.DeviceId, null);
            }

            after = devices[^1].DeviceId;
        }
    }
}
