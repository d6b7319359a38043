using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Fleet;

/// <summary>Gives the devices of a wave their part of a bulk reset, and takes it back from those that wait when it was stopped or has expired. Whatever breaks off is done again: a device has its part once.</summary>
internal sealed partial class ResetWorker(
    EntityHost host, FleetView view, DeviceByDevice devices, ResetTeller teller, Presence presence, [FromKeyedServices("real")] TimeProvider clock, ILogger<ResetWorker> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly Request s_request = Request.By("reset");

    // Those that are over and have been gone through since this start.
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly PieceByPiece _pieces = new((resetId, reason) => HeldBack(log, resetId, reason));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => view.GoRoundAsync(() => RoundAsync(stoppingToken), reason => BrokeOff(log, reason), clock, stoppingToken);

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var isAllDone = true;
        foreach (var resetId in view.OpenResets()) isAllDone &= await _pieces.TryAsync(resetId, () => WorkAsync(resetId, cancellation));
        return isAllDone;
    }

    private async Task WorkAsync(string resetId, CancellationToken cancellation)
    {
        if (_settled.Contains(resetId)) return;
        var reset = host.Read(BulkReset.Type, resetId);
        if (reset.State is RolloutState.Stopped or RolloutState.Finished)
        {
            await SettleAsync(resetId, reset.State is RolloutState.Stopped ? ResetState.Cancelled : ResetState.Expired, cancellation);
            _settled.Add(resetId);
        }

        if (reset is { State: RolloutState.Running, IsWaveAssigned: false }) await AssignAsync(resetId, reset, cancellation);
    }

    private async Task AssignAsync(string resetId, BulkReset reset, CancellationToken cancellation)
    {
        var (from, to) = WaveRules.LotsOf(reset.Limits, reset.Wave);
        var assigned = 0;
        foreach (var deviceId in Devices(reset).Where(device => WaveRules.LotOf(resetId, device) is var lot && lot >= from && lot < to))
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = await devices.SendAsync(deviceId, new DeviceCommand.AssignReset(resetId, reset.KeepsSchedule, reset.ExpiresAt), s_request, cancellation);
            if (answer is not { Ok: true }) continue; // Revoked, or somebody has claimed it since: it is passed over.
            assigned++;
            if (presence.Of(deviceId) is { IsOnline: true }) await teller.AddAsync(deviceId, cancellation);
        }

        await host.PatientlyAsync(BulkReset.Type, resetId, new BulkResetCommand.WaveIsAssigned(reset.Wave, assigned), s_request, clock, cancellation);
    }

    private IEnumerable<string> Devices(BulkReset reset)
    {
        if (reset.Model is null)
        {
            foreach (var named in reset.Devices) yield return named;
            yield break;
        }

        var after = "";
        while (view.Devices(new DeviceFilter(Model: reset.Model), after, AtOnce) is { Count: > 0 } listed)
        {
            foreach (var device in listed) yield return device.DeviceId;
            after = listed[^1].DeviceId;
        }
    }

    private async Task SettleAsync(string resetId, ResetState state, CancellationToken cancellation)
    {
        // What was assigned last may not have come to the view when it was stopped.
        await view.CatchUpAsync(host, cancellation);
        if (!view.ResetCounts(resetId, host.Read(BulkReset.Type, resetId).Limits).Any(count => count.State is (int)ResetState.Queued or (int)ResetState.InProgress)) return;
        var after = "";
        while (view.Devices(new DeviceFilter(Reset: resetId), after, AtOnce) is { Count: > 0 } listed)
        {
            cancellation.ThrowIfCancellationRequested();
            // Only those that may be moved are; the rest of the answers are "nothing".
            foreach (var device in listed.Where(device => device.Reset is { State: ResetState.Queued or ResetState.InProgress }))
                await devices.SendAsync(device.DeviceId, new DeviceCommand.MoveReset(resetId, state, null), s_request, cancellation);
            after = listed[^1].DeviceId;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Bulk reset {ResetId} waits and is tried again: {Reason}")]
    private static partial void HeldBack(ILogger log, string resetId, string reason);

    [LoggerMessage(2, LogLevel.Error, "Bulk resets wait and are looked at again: {Reason}")]
    private static partial void BrokeOff(ILogger log, string reason);
}
