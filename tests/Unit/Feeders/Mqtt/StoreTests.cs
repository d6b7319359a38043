using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What is there after the process has ended, with a file on disk; each test ends it as a kill would, by opening what was acknowledged a second time.</summary>
public sealed class StoreTests : IDisposable
{
    private const string Lasting = "> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c')";
    private const string Present = "< 20 (01 00 (21 0064 27 00040000 22 0010))";
    private readonly string _folder = Directory.CreateTempSubdirectory("mainstay-mqtt-").FullName;
    private readonly ManualClock _clock = new(Make.Now);
    private readonly List<MqttStore> _stores = [];
    private MqttBroker? _broker;

    [Fact]
    public async Task A_session_its_subscriptions_and_what_waits_come_back()
    {
        var door = Open();
        await new Talk(door).HoldAsync($"{Lasting} | < {Talk.Welcome} | > 82 (0007 (0B 05) 'a/#' 02 'b' 01) | < 90 (0007 () 02 01) | > A2 (0008 () 'b') | < B0 (0008 () 00) | > E000 | closed");
        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 02 0000 () 'w') | " + $"< {Talk.Welcome} | > 32 ('a/1' 0001 (03 't') 01) 34 ('a/2' 0002 () 02) 32 ('b' 0003 () 03) | < 40 (0001) 50 (0002) 40 (0003 10)");

        await new Talk(Open()).HoldAsync($"{Lasting} | {Present} 32 ('a/1' 0001 (0B 05 03 't') 01) 34 ('a/2' 0002 (0B 05) 02) | > 40 (0001) 50 (0002) | < 62 (0002) | > 70 (0002)");
    }

    [Fact]
    public async Task Mqtt_4_3_3_What_was_released_is_released_again_and_not_sent()
    {
        var door = Open();
        var talk = new Talk(door);
        await talk.HoldAsync($"{Lasting} | < {Talk.Welcome} | > 82 (0007 () 'a' 02) | < 90 (0007 () 02) | > 34 ('a' 0009 () 01)");
        await talk.HoldAnyAsync("50 (0009)", "34 ('a' 0001 () 01)");
        await talk.HoldAsync("> 50 (0001) | < 62 (0001) | gone");
        await talk.Visit;

        await new Talk(Open()).HoldAsync($"{Lasting} | {Present} 62 (0001) | > 70 (0001) C000 | < D000");
    }

    [Fact]
    public async Task Mqtt_4_3_3_10_A_message_that_was_taken_is_not_taken_again()
    {
        var door = Open();
        await new Talk(door).HoldAsync($"{Lasting} | < {Talk.Welcome} | > 34 ('a' 0009 () 01) | < 50 (0009 10) | > E000 | closed");
        door = Open();
        var watcher = new Talk(door);
        await watcher.HoldAsync($"> 10 ('MQTT' 05 02 0000 () 'w') | < {Talk.Welcome} | > 82 (0007 () 'a' 00) | < 90 (0007 () 00)");

        await new Talk(door).HoldAsync($"{Lasting} | {Present} | > 3C ('a' 0009 () 01) | < 50 (0009) | > 62 (0009) | < 70 (0009)");

        await watcher.HoldAsync("> C000 | < D000");
    }

    [Fact]
    public async Task Retained_messages_come_back_and_those_that_were_taken_away_do_not()
    {
        await new Talk(Open()).HoldAsync("5 | > 33 ('a' 0001 () 01) 33 ('a' 0002 () 02) 33 ('b' 0003 () 01) 33 ('b' 0004 ()) | < 40 (0001 10) 40 (0002 10) 40 (0003 10) 40 (0004 10)");

        await new Talk(Open()).HoldAsync("5 | > 82 (0007 () '#' 00) | < 90 (0007 () 00) 31 ('a' () 02) | > C000 | < D000");
    }

    [Fact]
    public async Task What_was_acknowledged_is_gone()
    {
        var talk = new Talk(Open());
        await talk.HoldAsync($"{Lasting} | < {Talk.Welcome} | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > 32 ('a' 0009 () 01)");
        await talk.HoldAnyAsync("40 (0009)", "32 ('a' 0001 () 01)");
        await talk.HoldAsync("> 40 (0001) | > A2 (0008 () 'none') | < B0 (0008 () 11) | gone");
        await talk.Visit;
        await _stores[^1].WhenStoredAsync();

        await new Talk(Open()).HoldAsync($"{Lasting} | {Present} | > C000 | < D000");
    }

    [Fact]
    public async Task Mqtt_3_1_2_4_A_clean_start_is_one_after_a_restart_too()
    {
        var door = Open();
        await new Talk(door).HoldAsync($"{Lasting} | < {Talk.Welcome} | > 82 (0007 () 'a' 02) | < 90 (0007 () 02) | > E000 | closed");
        await new Talk(door).HoldAsync($"> 10 ('MQTT' 05 02 0000 (11 0000003C) 'c') | < {Talk.Welcome}");

        await new Talk(Open()).HoldAsync($"{Lasting} | {Present} | > A2 (0008 () 'a') | < B0 (0008 () 11)");
    }

    [Fact]
    public async Task Mqtt_3_1_3_9_A_will_that_waits_is_published_by_the_next_process()
    {
        var door = Open();
        var dying = new Talk(door);
        await dying.HoldAsync($"> 10 ('MQTT' 05 04 0000 (11 0000003C) 'd' (18 0000000A) 'w' 'x') | < {Talk.Welcome} | gone");
        await dying.Visit;
        door = Open();
        var watcher = new Talk(door);
        await watcher.HoldAsync("5 | > 82 (0007 () 'w' 00) | < 90 (0007 () 00)");

        _clock.Advance(TimeSpan.FromSeconds(10));
        _broker!.Sweep();

        await watcher.HoldAsync("< 30 ('w' () 78)");
    }

    [Fact]
    public async Task A_session_ends_in_its_time_though_nobody_was_there()
    {
        await new Talk(Open()).HoldAsync($"{Lasting} | < {Talk.Welcome} | > E000 | closed");
        _clock.Advance(TimeSpan.FromSeconds(61));
        var door = Open();
        _broker!.Sweep();

        Assert.Equal(0, _broker.SessionCount);
        await new Talk(door).HoldAsync($"{Lasting} | < {Talk.Welcome}");
    }

    public void Dispose()
    {
        foreach (var store in _stores) store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Another process: what the one before has written, and nothing that it knows.</summary>
    private Door Open()
    {
        if (_stores.Count > 0) _stores[^1].Dispose();
        var store = new MqttStore(Path.Combine(_folder, "mqtt.db"));
        _stores.Add(store);
        store.Start();
        _broker = new MqttBroker(new MqttOptions { AllowAnonymous = true }, _clock, [], [], store);
        _broker.Restore();
        return new Door(_broker, () => "given");
    }
}
