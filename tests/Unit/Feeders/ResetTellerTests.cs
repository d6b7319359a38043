using System.Threading.Channels;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>However many devices come back at once, they are told of their resets one after the other, and what waits to be told is bounded.</summary>
public sealed class ResetTellerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _temp = new();
    private readonly KeyRing _keys;
    private readonly HostMetrics _metrics = new();
    private readonly PausingClock _pauses = new();
    private readonly MemoryCheckpointStore _rows = new();
    private readonly EntityHost _host;
    private readonly ResetTeller _teller;
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public ResetTellerTests()
    {
        _keys = new KeyRing(":memory:", SecretKeyFile.OpenOrCreate(Path.Combine(_temp.Path, "master.key")));
        var clock = new ManualClock(s_noon);
        _host = new EntityHost(new HostStores(new MemoryJournalStore(), _rows), FeedersModule.EntityTypes, new HostOptions(), clock, TimeProvider.System, _keys.JsonOptions, _metrics);
        _host.Start();
        var broker = new MqttBroker(new MqttOptions(), clock, [], []);
        broker.Subscribe(TopicFilter.Parse(Topics.Root + "+/command"), async delivery =>
        {
            await _told.Writer.WriteAsync(delivery.Topic.ToString().Split('/')[^2]);
            return ReasonCode.Success;
        });
        _teller = new ResetTeller(_host, new DeviceOutbox(broker, _host), clock, _pauses, NullLogger<ResetTeller>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _teller.StopAsync(CancellationToken.None);
        _teller.Dispose();
        _host.Dispose();
        _metrics.Dispose();
        _keys.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task After_each_device_that_was_told_the_next_waits_for_its_part_of_a_second()
    {
        foreach (var device in new[] { "d1", "d2", "d3" })
        {
            await GivenAsync(device);
            _teller.Heard(device, hasJustCome: true);
        }

        await _teller.StartAsync(CancellationToken.None);

        foreach (var device in new[] { "d1", "d2", "d3" })
        {
            var pause = await _pauses.NextAsync();
            Assert.Equal(TimeSpan.FromSeconds(1.0 / ResetTeller.AtMostPerSecond), pause.Length);
            Assert.True(_told.Reader.TryRead(out var told) && !_told.Reader.TryPeek(out _), "One was told, and no other before the pause is over.");
            Assert.Equal(device, told);
            pause.End();
        }
    }

    [Fact]
    public async Task Who_waits_already_does_not_wait_twice()
    {
        await GivenAsync("d1");
        await GivenAsync("d2");
        foreach (var device in new[] { "d1", "d1", "d2" }) _teller.Heard(device, hasJustCome: true);

        await _teller.StartAsync(CancellationToken.None);

        (await _pauses.NextAsync()).End();
        (await _pauses.NextAsync()).End();
        Assert.Equal(["d1", "d2"], await ToldAsync(2));
    }

    [Fact]
    public async Task Of_more_than_may_wait_the_one_too_many_is_told_when_it_is_heard_again()
    {
        await GivenAsync("late");
        for (var i = 0; i < ResetTeller.MostWaiting; i++) await _teller.AddAsync($"nobody{i}", CancellationToken.None);
        Assert.False(_teller.AddAsync("further", CancellationToken.None).IsCompleted, "Who adds them waits for room.");
        _teller.Heard("late", hasJustCome: true);

        await _teller.StartAsync(CancellationToken.None);
        await _teller.AddAsync("last", CancellationToken.None);
        Assert.False(_told.Reader.TryPeek(out _), "There was no room for it, and it was not kept.");
        _teller.Heard("late", hasJustCome: true);

        await _pauses.NextAsync();
        Assert.Equal(["late"], await ToldAsync(1));
    }

    [Fact]
    public async Task A_device_that_is_stopped_holds_back_no_other_that_waits_to_be_told()
    {
        await GivenAsync("d2");
        _rows.Write([Stopped.Row("feeder-device/d1")]);
        foreach (var device in new[] { "d1", "d2" }) await _teller.AddAsync(device, CancellationToken.None);

        await _teller.StartAsync(CancellationToken.None);

        (await _teller.UnlessItFailsAsync(_pauses.NextAsync().AsTask())).End();
        Assert.Equal(["d2"], await _teller.UnlessItFailsAsync(ToldAsync(1)));
    }

    private async Task GivenAsync(string device)
    {
        var request = Request.By("test");
        var secret = DeviceSecrets.Hash("secret");
        await _host.SendAsync(BulkReset.Type, "r1", new BulkResetCommand.Begin("F1", [], KeepsSchedule: true, [100], [1L << 32], 20, s_noon.AddDays(7)), request);
        await _host.SendAsync(Device.Type, device, new DeviceCommand.Make("F1", "b", secret, secret), request);
        await _host.SendAsync(Device.Type, device, new DeviceCommand.AssignReset("r1", KeepsSchedule: true, s_noon.AddDays(7)), request);
    }

    private async Task<List<string>> ToldAsync(int count)
    {
        List<string> told = [];
        while (told.Count < count) told.Add(await _told.Reader.ReadAsync());
        return told;
    }
}
