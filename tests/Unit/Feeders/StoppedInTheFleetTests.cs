using Mainstay.Entities;
using Mainstay.Feeders;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>A device, a firmware or a bulk reset that cannot be rebuilt stops alone: roll-outs and resets of the others go on.</summary>
public sealed class StoppedInTheFleetTests : IAsyncDisposable
{
    private static readonly Request s_request = Request.By("test");
    private readonly TempFolder _temp = new();
    private readonly HostMetrics _metrics = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly HostStores _stores = new(new MemoryJournalStore(), new MemoryCheckpointStore());
    private readonly KeyRing _keys;
    private EntityHost _host = null!;
    private FleetView _view = null!;
    private ViewRunner _views = null!;

    public StoppedInTheFleetTests()
    {
        _keys = new KeyRing(":memory:", SecretKeyFile.OpenOrCreate(Path.Combine(_temp.Path, "master.key")));
        Open();
    }

    public ValueTask DisposeAsync()
    {
        _views.Dispose();
        _host.Dispose();
        _metrics.Dispose();
        _keys.Dispose();
        _temp.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_wave_of_a_bulk_reset_passes_over_a_device_that_is_stopped()
    {
        await MakeAsync("broken", "well");
        Stop("feeder-device/broken");
        using var worker = Resets();
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await BeginResetAsync("r1", "broken", "well");

        Assert.Equal(1, (await worker.UnlessItFailsAsync(AssignedAsync(BulkReset.Type, "r1", reset => reset.IsWaveAssigned))).Assigned);
        Assert.Equal("r1", _host.Read(Device.Type, "well").Reset?.ResetId);
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_bulk_reset_that_is_stopped_holds_back_no_other()
    {
        await MakeAsync("well");
        await BeginResetAsync("r1", "well");
        Stop("feeder-reset/r1");
        var rests = new PausingClock();
        using var worker = Resets(rests);
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await BeginResetAsync("r2", "well");
        await _view.CatchUpAsync(_host, TestContext.Current.CancellationToken);
        (await rests.NextAsync()).End(); // Of a round that the second may have come too late for.

        Assert.Equal(1, (await worker.UnlessItFailsAsync(AssignedAsync(BulkReset.Type, "r2", reset => reset.IsWaveAssigned))).Assigned);
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_waits_of_a_stopped_bulk_reset_is_taken_back_past_a_device_that_is_stopped()
    {
        await MakeAsync("broken", "well");
        await BeginResetAsync("r1", "broken", "well");
        foreach (var device in new[] { "broken", "well" }) await _host.SendAsync(Device.Type, device, new DeviceCommand.AssignReset("r1", KeepsSchedule: true, _clock.GetUtcNow().AddDays(7)), s_request);
        await _host.SendAsync(BulkReset.Type, "r1", new BulkResetCommand.Stop(), s_request);
        Stop("feeder-device/broken");
        using var worker = Resets();

        await worker.StartAsync(TestContext.Current.CancellationToken);

        await worker.UnlessItFailsAsync(AssignedAsync(Device.Type, "well", device => device.Reset?.State == ResetState.Cancelled));
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_wave_of_a_roll_out_passes_over_a_device_that_is_stopped()
    {
        await MakeAsync("broken", "well");
        await UploadAsync("f1");
        Stop("feeder-device/broken");
        using var worker = Rollouts();
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await BeginRolloutAsync("o1", "f1");

        Assert.Equal(1, (await worker.UnlessItFailsAsync(AssignedAsync(Rollout.Type, "o1", rollout => rollout.IsWaveAssigned))).Assigned);
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_roll_out_whose_firmware_is_stopped_holds_back_no_other()
    {
        await MakeAsync("well");
        await UploadAsync("f1");
        await UploadAsync("f2");
        Stop("feeder-firmware/f1");
        await BeginRolloutAsync("o1", "f1");
        await BeginRolloutAsync("o2", "f2");
        using var worker = Rollouts();

        await worker.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await worker.UnlessItFailsAsync(AssignedAsync(Rollout.Type, "o2", rollout => rollout.IsWaveAssigned))).Assigned);
        Assert.False(_host.Read(Rollout.Type, "o1").IsWaveAssigned);
        await worker.StopAsync(CancellationToken.None);
    }

    private void Open()
    {
        _host = new EntityHost(_stores, FeedersModule.EntityTypes, new HostOptions(), _clock, TimeProvider.System, _keys.JsonOptions, _metrics);
        _view = new FleetView();
        _views = new ViewRunner(_host, [_view], Path.Combine(_temp.Path, "views"));
        _host.Start();
        _views.Start();
    }

    /// <summary>What was done is kept, and after a new start one entity cannot be rebuilt.</summary>
    private void Stop(string stream)
    {
        _views.Dispose();
        _host.Dispose();
        Open();
        _stores.Checkpoints.Write([Stopped.Row(stream)]);
    }

    private DeviceByDevice Devices() => new(_host, _clock, NullLogger<DeviceByDevice>.Instance);

    private DeviceOutbox Outbox() => new(new MqttBroker(new MqttOptions(), _clock, [], []), _host);

    private ResetWorker Resets(TimeProvider? rests = null)
    {
        var teller = new ResetTeller(_host, Outbox(), _clock, _clock, NullLogger<ResetTeller>.Instance);
        return new ResetWorker(_host, _view, Devices(), teller, new Presence(_clock), rests ?? _clock, NullLogger<ResetWorker>.Instance);
    }

    private RolloutWorker Rollouts() => new(_host, _view, Devices(), Outbox(), _clock, NullLogger<RolloutWorker>.Instance);

    private async Task MakeAsync(params string[] devices)
    {
        var secret = DeviceSecrets.Hash("secret");
        foreach (var device in devices) await _host.SendAsync(Device.Type, device, new DeviceCommand.Make("F1", "b", secret, secret), s_request);
    }

    private async Task UploadAsync(string firmware) => await _host.SendAsync(Firmware.Type, firmware, new FirmwareCommand.Upload("manifest"u8.ToArray(), firmware, 1, firmware), s_request);

    private async Task BeginResetAsync(string reset, params string[] devices) =>
        await _host.SendAsync(BulkReset.Type, reset, new BulkResetCommand.Begin(null, [.. devices], KeepsSchedule: true, [100], [1L << 32], 20, _clock.GetUtcNow().AddDays(7)), s_request);

    private async Task BeginRolloutAsync(string rollout, string firmware)
    {
        await _host.SendAsync(Rollout.Type, rollout, new RolloutCommand.Begin(firmware, "F1", [100], [1L << 32], 20, "https://example.org/image"), s_request);
        await _view.CatchUpAsync(_host, TestContext.Current.CancellationToken);
    }

    private async Task<TState> AssignedAsync<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key, Func<TState, bool> isSo)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        while (true)
        {
            var (state, version) = _host.ReadVersion(type, key);
            if (isSo(state)) return state;
            await _host.WaitForChangeAsync(EntityKey.Of(type, key), version, TestContext.Current.CancellationToken);
        }
    }
}
