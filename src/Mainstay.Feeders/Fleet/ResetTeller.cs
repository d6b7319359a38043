using System.Collections.Concurrent;
using System.Threading.Channels;
using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Mainstay.FeederProtocol;
using Mainstay.Mqtt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Fleet;

/// <summary>
/// Tells devices of their resets, so many a second and no faster, also when a town's devices come back at once. A device is told when it is there, and again each time it comes back before it has said what came of it;
/// it does the same command once.
/// </summary>
internal sealed partial class ResetTeller(EntityHost host, DeviceOutbox outbox, TimeProvider clock, [FromKeyedServices("real")] TimeProvider real, ILogger<ResetTeller> log) : BackgroundService
{
    public const int AtMostPerSecond = 50;
    public const int MostWaiting = 10_000;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1.0 / AtMostPerSecond);
    private static readonly Request s_request = Request.By("reset");

    // What finds no room is not lost: the device's part is in its entity, and it is told when it says something the next time.
    private readonly Channel<string> _queue = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);
    private string? _said;

    /// <summary>A device is there and listens.</summary>
    /// <param name="hasJustCome">Whether it may have lost what it was told before.</param>
    public void Heard(string deviceId, bool hasJustCome)
    {
        if (host.Read(Device.Type, deviceId).Reset is not { } reset || !ResetRules.IsOpen(reset, clock.GetUtcNow()) || (reset.State == ResetState.InProgress && !hasJustCome)) return;
        if (_waiting.TryAdd(deviceId, true) && !_queue.Writer.TryWrite(deviceId)) _waiting.TryRemove(deviceId, out _);
    }

    /// <summary>Waits for room.</summary>
    public async Task AddAsync(string deviceId, CancellationToken cancellation)
    {
        if (_waiting.TryAdd(deviceId, true)) await _queue.Writer.WriteAsync(deviceId, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var deviceId in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            _waiting.TryRemove(deviceId, out _);
            if (await TryAsync(deviceId, stoppingToken)) await Task.Delay(s_between, real, stoppingToken);
        }
    }

    // One that cannot be told now holds back no other, and is told when it says something the next time. Many may fail for one reason, which is said once.
    private async Task<bool> TryAsync(string deviceId, CancellationToken cancellation)
    {
        try
        {
            return await TellAsync(deviceId, cancellation);
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            if (notNow.Message != _said) NotTold(log, deviceId, _said = notNow.Message);
            return true;
        }
    }

    /// <summary>By what is so now: it may have been stopped or claimed since.</summary>
    private async Task<bool> TellAsync(string deviceId, CancellationToken cancellation)
    {
        var device = host.Read(Device.Type, deviceId);
        if (device.IsRevoked || device.Reset is not { } reset || !ResetRules.IsOpen(reset, clock.GetUtcNow()) || (!reset.KeepsSchedule && device.FeederId is not null)) return false;
        if (host.Read(BulkReset.Type, reset.ResetId).State != RolloutState.Running) return false;
        if (await outbox.ResetAsync(deviceId, reset, clock.GetUtcNow()) != ReasonCode.Success) return true; // It does not listen yet.
        if (reset.State == ResetState.Queued) await host.PatientlyAsync(Device.Type, deviceId, new DeviceCommand.MoveReset(reset.ResetId, ResetState.InProgress, null), s_request, real, cancellation);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Device {DeviceId} could not be told of its reset; it is when it is heard the next time: {Reason}")]
    private static partial void NotTold(ILogger log, string deviceId, string reason);
}
