using System.Text;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Fleet;

/// <summary>Tells the devices of a wave, and calls back those that wait when a roll-out was stopped. Whatever breaks off is done again: a device is told the same once.</summary>
internal sealed partial class RolloutWorker(
    EntityHost host, FleetView view, DeviceByDevice devices, DeviceOutbox outbox, [FromKeyedServices("real")] TimeProvider clock, ILogger<RolloutWorker> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly Request s_request = Request.By("roll-out");

    // Stopped ones that have been gone through since this start.
    private readonly HashSet<string> _calledBack = new(StringComparer.Ordinal);
    private readonly PieceByPiece _pieces = new((rolloutId, reason) => HeldBack(log, rolloutId, reason));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => view.GoRoundAsync(() => RoundAsync(stoppingToken), reason => BrokeOff(log, reason), clock, stoppingToken);

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var isAllDone = true;
        foreach (var rolloutId in view.Open()) isAllDone &= await _pieces.TryAsync(rolloutId, () => WorkAsync(rolloutId, cancellation));
        return isAllDone;
    }

    private async Task WorkAsync(string rolloutId, CancellationToken cancellation)
    {
        var rollout = host.Read(Rollout.Type, rolloutId);
        if (rollout.State != RolloutState.Stopped) _calledBack.Remove(rolloutId);
        else if (!_calledBack.Contains(rolloutId))
        {
            await CallBackAsync(rolloutId, cancellation);
            _calledBack.Add(rolloutId);
        }

        if (rollout is not { State: RolloutState.Running, IsWaveAssigned: false }) return;
        var told = await TellAsync(rolloutId, rollout, cancellation);
        await host.PatientlyAsync(Rollout.Type, rolloutId, new RolloutCommand.WaveIsAssigned(rollout.Wave, told), s_request, clock, cancellation);
    }

    private async Task<int> TellAsync(string rolloutId, Rollout rollout, CancellationToken cancellation)
    {
        // From the first when nobody is counted as told: at the beginning, and when it goes on after a stop.
        var (last, to) = WaveRules.LotsOf(rollout.Limits, rollout.Wave);
        var from = rollout.Assigned == 0 ? 0 : last;
        var message = new FirmwareDesiredMessage(Encoding.ASCII.GetString(host.Read(Firmware.Type, rollout.FirmwareId).Manifest), rollout.ImageUrl, rolloutId);
        var (told, after) = (0, "");
        while (view.Devices(new DeviceFilter(Model: rollout.Model), after, AtOnce) is { Count: > 0 } listed)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var device in listed.Where(device => WaveRules.LotOf(rolloutId, device.DeviceId) is var lot && lot >= from && lot < to))
            {
                var answer = await devices.SendAsync(device.DeviceId, new DeviceCommand.AssignUpdate(rolloutId, rollout.FirmwareId), s_request, cancellation);
                if (answer is not { Ok: true, State: var state }) continue;
                told++;
                if (state.Update is { State: UpdateState.Queued }) await outbox.FirmwareAsync(device.DeviceId, message);
            }

            after = listed[^1].DeviceId;
        }

        return told;
    }

    private async Task CallBackAsync(string rolloutId, CancellationToken cancellation)
    {
        // What was assigned last may not have come to the view when it was stopped.
        await view.CatchUpAsync(host, cancellation);
        if (view.UpdateCounts(rolloutId, host.Read(Rollout.Type, rolloutId).Limits).All(count => count.State != (int)UpdateState.Queued)) return;
        var after = "";
        while (view.Devices(new DeviceFilter(Rollout: rolloutId), after, AtOnce) is { Count: > 0 } listed)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var device in listed.Where(device => device.Update is { State: UpdateState.Queued }))
            {
                var answer = await devices.SendAsync(device.DeviceId, new DeviceCommand.MoveUpdate(rolloutId, UpdateState.Cancelled, null), s_request, cancellation);
                if (answer is { Kind: AnswerKind.Done }) await outbox.FirmwareAsync(device.DeviceId, null);
            }

            after = listed[^1].DeviceId;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Roll-out {RolloutId} waits and is tried again: {Reason}")]
    private static partial void HeldBack(ILogger log, string rolloutId, string reason);

    [LoggerMessage(2, LogLevel.Error, "Roll-outs wait and are looked at again: {Reason}")]
    private static partial void BrokeOff(ILogger log, string reason);
}
