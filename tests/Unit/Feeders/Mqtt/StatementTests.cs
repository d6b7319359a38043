using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What the broker says to whom, byte by byte, named by the normative statements of MQTT 5.0 (and 3.1.1 where it says so). What is malformed in itself is in the tests of the parsers.</summary>
public sealed class StatementTests
{
    private readonly ManualClock _clock = new(Make.Now);

    [Theory]
    [InlineData("MQTT-3.1.0-1", "> C000 | closed")]
    [InlineData("MQTT-3.1.0-2", "5 | > 10 ('MQTT' 05 02 0000 () 'c') | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-3.1.0-2", "4 | > 10 ('MQTT' 04 02 0000 'c') | closed")]
    [InlineData("MQTT-3.1.2-2", "> 10 ('MQTT' 06 02 0000 () 'c') | < 20 (00 84 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-2", "> 10 ('MQTT' 03 02 0000 'c') | < 20 (0001) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-2", "> 10 ('MQIsdp' 03 02 0000 'c') | < 20 (0001) | closed")]
    [InlineData("MQTT-3.1.2-3", "> 10 ('MQTT' 05 03 0000 () 'c') | < 20 (00 81 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-3", "> 10 ('MQTT' 04 03 0000 'c') | closed")]
    [InlineData("MQTT-3.1.2-6", "> 10 ('MQTT' 05 00 0000 () 'new') | < 20 (00 00 (21 0064 27 00040000 22 0010))")]
    [InlineData("MQTT-3.1.3-6", "> 10 ('MQTT' 05 02 0000 () '') | < 20 (00 00 (12 'given' 21 0064 27 00040000 22 0010))")]
    [InlineData("3.1.1 MQTT-3.1.3-6", "> 10 ('MQTT' 04 02 0000 '') | < 20 (0000)")]
    [InlineData("3.1.1 MQTT-3.1.3-8", "> 10 ('MQTT' 04 00 0000 '') | < 20 (0002) | closed")]
    [InlineData("MQTT-4.12.0-1", "> 10 ('MQTT' 05 02 0000 (15 'unknown') 'c') | < 20 (00 8C ()) | closed")]
    [InlineData("3.1.2.11.10", "> 10 ('MQTT' 05 02 0000 (16 'data') 'c') | < 20 (00 82 ()) | closed")]
    [InlineData("3.1.2.11.3", "> 10 ('MQTT' 05 02 0000 (21 0000) 'c') | < 20 (00 82 ()) | closed")]
    public Task Connecting(string statement, string conversation) => HoldAsync(statement, conversation);

    [Theory]
    [InlineData("MQTT-3.12.4-1", "5 | > C000 | < D000")]
    [InlineData("3.1.1 MQTT-3.12.4-1", "4 | > C000 | < D000")]
    [InlineData("MQTT-3.14.4-1", "5 | > E000 | closed")]
    [InlineData("MQTT-3.14.1-1", "5 | > E1 (00) | < E0 (81) | closed")]
    [InlineData("3.14.2.2.2", "5 | > E0 (00 (11 0000000A)) | < E0 (82) | closed")]
    [InlineData("MQTT-4.12.0-7", "5 | > F0 (19 (15 'x')) | < E0 (82) | closed")]
    [InlineData("3.1.1 2.2.1", "4 | > F000 | closed")]
    [InlineData("3.1.2.11.4", "5 | > 30 FFFFFF7F | < E0 (95) | closed")]
    [InlineData("1.5.5", "5 | > 30 FFFFFFFF | < E0 (81) | closed")]
    [InlineData("MQTT-2.1.3-1", "5 | > C100 | < E0 (81) | closed")]
    [InlineData("2.1.2: a packet that only a server sends", "5 | > D000 | < E0 (82) | closed")]
    public Task Staying_and_going(string statement, string conversation) => HoldAsync(statement, conversation);

    [Theory]
    [InlineData("MQTT-3.8.4-1", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00)")]
    [InlineData("MQTT-3.8.4-6", "5 | > 82 (0007 () 'a' 00 'b' 01 'c' 02) | < 90 (0007 () 00 01 02)")]
    [InlineData("3.1.1 MQTT-3.8.4-1", "4 | > 82 (0007 'a' 00 'b' 01 'c' 02) | < 90 (0007 00 01 02)")]
    [InlineData("MQTT-4.7.1-1", "5 | > 82 (0007 () 'ok' 00 'a/#/b' 00) | < E0 (81) | closed")]
    [InlineData("MQTT-4.7.1-2", "5 | > 82 (0007 () 'a+' 00) | < E0 (81) | closed")]
    [InlineData("3.1.1 MQTT-4.7.1-2", "4 | > 82 (0007 'a+' 00) | closed")]
    [InlineData("MQTT-4.8.2-1", "5 | > 82 (0007 () '$share//a' 00) | < E0 (81) | closed")]
    [InlineData("MQTT-4.8.2-2", "5 | > 82 (0007 () '$share/a+/a' 00) | < E0 (81) | closed")]
    [InlineData("MQTT-3.8.3-4", "5 | > 82 (0007 () '$share/g/a' 04) | < E0 (82) | closed")]
    [InlineData("MQTT-3.8.3-2", "5 | > 82 (0007 ()) | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-3.8.3-3", "4 | > 82 (0007) | closed")]
    [InlineData("MQTT-3.8.3-5", "5 | > 82 (0007 () 'a' 40) | < E0 (81) | closed")]
    [InlineData("MQTT-3.8.1-1", "5 | > 80 (0007 () 'a' 00) | < E0 (81) | closed")]
    [InlineData("MQTT-2.2.1-3", "5 | > 82 (0000 () 'a' 00) | < E0 (82) | closed")]
    [InlineData("3.8.2.1.2", "5 | > 82 (0007 (0B 00) 'a' 00) | < E0 (82) | closed")]
    [InlineData("MQTT-3.10.4-4", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > A2 (0008 () 'a' 'b') | < B0 (0008 () 00 11)")]
    [InlineData("3.1.1 MQTT-3.10.4-4", "4 | > A2 (0008 'a' 'b') | < B0 (0008)")]
    [InlineData("MQTT-3.10.3-2", "5 | > A2 (0007 ()) | < E0 (82) | closed")]
    [InlineData("MQTT-3.10.4-3", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > A2 (0008 () 'a') | < B0 (0008 () 00) | > 30 ('a' () 01) | > C000 | < D000")]
    public Task Subscribing(string statement, string conversation) => HoldAsync(statement, conversation);

    [Theory]
    [InlineData("MQTT-4.3.1", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 30 ('a' () 01) | < 30 ('a' () 01)")]
    [InlineData("MQTT-4.3.2-4", "5 | > 32 ('a' 0009 () 01) | < 40 (0009 10)")]
    [InlineData("MQTT-4.3.2", "5 | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > 32 ('a' 0009 () 01) | < 32 ('a' 0001 () 01) 40 (0009) | > 40 (0001) | > C000 | < D000")]
    [InlineData("3.1.1 4.3.2", "4 | > 82 (0007 'a' 01) | < 90 (0007 01) | > 32 ('a' 0009 01) | < 32 ('a' 0001 01) 40 (0009)")]
    [InlineData("MQTT-4.3.3", "5 | > 34 ('a' 0009 () 01) | < 50 (0009 10) | > 62 (0009) | < 70 (0009)")]
    [InlineData("MQTT-4.3.3-10", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 34 ('a' 0009 () 01) | < 30 ('a' () 01) 50 (0009) | > 3C ('a' 0009 () 01) | < 50 (0009) | > 62 (0009) | < 70 (0009)")]
    [InlineData("MQTT-4.3.3-11", "5 | > 62 (0009) | < 70 (0009 92)")]
    [InlineData("3.1.1 4.3.3", "4 | > 62 (0009) | < 70 (0009)")]
    [InlineData("MQTT-4.3.3-4", "5 | > 82 (0007 () 'a' 02) | < 90 (0007 () 02) | > 34 ('a' 0009 () 01) | < 34 ('a' 0001 () 01) 50 (0009) | > 50 (0001) | < 62 (0001) | > 70 (0001) | > 50 (0001) | < 62 (0001 92)")]
    [InlineData("MQTT-3.8.4-8", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 32 ('a' 0009 () 01) | < 30 ('a' () 01) 40 (0009)")]
    [InlineData("MQTT-3.3.1-4", "5 | > 36 ('a' 0009 () 01) | < E0 (81) | closed")]
    [InlineData("MQTT-3.3.1-2", "5 | > 38 ('a' () 01) | < E0 (81) | closed")]
    [InlineData("MQTT-3.3.2-2", "5 | > 30 ('a/+' () 01) | < E0 (81) | closed")]
    [InlineData("MQTT-3.3.2-8", "5 | > 30 ('a' (23 0000) 01) | < E0 (94) | closed")]
    [InlineData("MQTT-3.3.2-9", "5 | > 30 ('a' (23 0011) 01) | < E0 (94) | closed")]
    [InlineData("3.3.2.3.4", "5 | > 30 ('' (23 0001) 01) | < E0 (82) | closed")]
    [InlineData("MQTT-3.3.2-12", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 30 ('a' (23 0001) 01) | < 30 ('a' () 01) | > 30 ('' (23 0001) 02) | < 30 ('a' () 02)")]
    [InlineData("MQTT-3.3.4-6", "5 | > 30 ('a' (0B 01) 01) | < E0 (82) | closed")]
    [InlineData("MQTT-3.3.2-14", "5 | > 30 ('a' (08 'b/#') 01) | < E0 (82) | closed")]
    [InlineData("MQTT-3.3.2-4", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 30 ('a' (01 01 03 't' 08 'r' 09 'd' 26 'k' 'v' 26 'k' 'w') 01) | < 30 ('a' (01 01 03 't' 08 'r' 09 'd' 26 'k' 'v' 26 'k' 'w') 01)")]
    public Task Publishing(string statement, string conversation) => HoldAsync(statement, conversation);

    [Theory]
    [InlineData("MQTT-3.3.1-5", "5 | > 31 ('a' () 01) 31 ('a' () 02) | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) 31 ('a' () 02)")]
    [InlineData("MQTT-3.3.1-6", "5 | > 31 ('a' () 01) 31 ('a' ()) | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > C000 | < D000")]
    [InlineData("MQTT-3.3.1-10", "5 | > 31 ('a' () 01) | > 82 (0007 () 'a' 10) | < 90 (0007 () 00) 31 ('a' () 01) | > 82 (0008 () 'a' 10) | < 90 (0008 () 00) | > C000 | < D000")]
    [InlineData("MQTT-3.3.1-11", "5 | > 31 ('a' () 01) | > 82 (0007 () 'a' 20) | < 90 (0007 () 00) | > C000 | < D000")]
    [InlineData("MQTT-3.3.1-12", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 31 ('a' () 01) | < 30 ('a' () 01)")]
    [InlineData("MQTT-3.3.1-13", "5 | > 82 (0007 () 'a' 08) | < 90 (0007 () 00) | > 31 ('a' () 01) | < 31 ('a' () 01)")]
    [InlineData("MQTT-3.8.3-3", "5 | > 82 (0007 () 'a' 04) | < 90 (0007 () 00) | > 30 ('a' () 01) | > C000 | < D000")]
    [InlineData("MQTT-3.8.4-3", "5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 82 (0008 () 'a' 01) | < 90 (0008 () 01) | > 32 ('a' 0009 () 01) | < 32 ('a' 0001 () 01) 40 (0009)")]
    [InlineData("4.8.2: nothing retained", "5 | > 31 ('a' () 01) | > 82 (0007 () '$share/g/a' 00) | < 90 (0007 () 00) | > C000 | < D000")]
    [InlineData("MQTT-3.3.4-2 to -4", "5 | > 82 (0007 (0B 01) 'a' 00) | < 90 (0007 () 00) | > 82 (0008 (0B 02) '#' 01) | < 90 (0008 () 01) | > 30 ('a' () 01) | < 30 ('a' (0B 02 0B 01) 01)")]
    [InlineData("MQTT-4.7.2-1", "5 | > 82 (0007 () '#' 00 '+/x' 00) | < 90 (0007 () 00 00) | > 30 ('$s/x' () 01) | > C000 | < D000")]
    [InlineData("4.7.1.2", "5 | > 82 (0007 () 'a/#' 00) | < 90 (0007 () 00) | > 30 ('a' () 01) | < 30 ('a' () 01)")]
    [InlineData("MQTT-4.7.3-4", "5 | > 82 (0007 () 'A' 00) | < 90 (0007 () 00) | > 30 ('a' () 01) | > C000 | < D000")]
    public Task What_is_kept_and_what_matches(string statement, string conversation) => HoldAsync(statement, conversation);

    [Fact]
    public async Task Mqtt_4_9_0_2_and_4_9_0_3_No_more_than_the_clients_receive_maximum_but_other_packets_go_on()
    {
        var talk = new Talk(Open());

        await talk.HoldAsync($"> 10 ('MQTT' 05 02 0000 (21 0001) 'c') | < {Talk.Welcome} | > 82 (0007 () 'a' 01) | < 90 (0007 () 01)");
        await talk.HoldAsync("> 32 ('a' 0009 () 01) 32 ('a' 000A () 02) | < 32 ('a' 0001 () 01) 40 (0009) 40 (000A) | > C000 | < D000 | > 40 (0001) | < 32 ('a' 0002 () 02)");
    }

    [Fact]
    public async Task Mqtt_3_3_4_7_More_than_the_servers_receive_maximum()
    {
        var talk = new Talk(Open(new MqttOptions { AllowAnonymous = true, ReceiveMaximum = 1 }));

        await talk.HoldAsync("> 10 ('MQTT' 05 02 0000 () 'c') | < 20 (00 00 (21 0001 27 00040000 22 0010)) | > 34 ('a' 0009 () 01) | < 50 (0009 10) | > 34 ('a' 000A () 01) | < E0 (93) | closed");
    }

    [Fact]
    public async Task Mqtt_3_1_2_24_and_Mqtt_3_1_2_25_What_is_larger_than_the_client_takes_is_passed_over()
    {
        var talk = new Talk(Open());

        await talk.HoldAsync($"> 10 ('MQTT' 05 02 0000 (27 00000010) 'c') | < {Talk.Welcome} | > 82 (0007 () 'a' 01) | < 90 (0007 () 01)");
        await talk.HoldAsync("> 32 ('a' 0009 () 0102030405060708090A) 32 ('a' 000A () 01) | < 40 (0009) 32 ('a' 0002 () 01) 40 (000A)");
    }

    [Fact]
    public async Task Mqtt_4_4_0_1_What_was_not_acknowledged_comes_again_with_its_packet_id_and_as_a_duplicate()
    {
        var door = Open();
        var first = new Talk(door);
        await first.HoldAsync($"> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c') | < {Talk.Welcome} | > 82 (0007 () 'a' 02) | < 90 (0007 () 02)");
        await first.HoldAsync("> 32 ('a' 0009 () 01) 34 ('a' 000A () 02) | < 32 ('a' 0001 () 01) 40 (0009) 34 ('a' 0002 () 02) 50 (000A) | > 50 (0002) | < 62 (0002) | gone");
        await first.Visit;

        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c') | < 20 (01 00 (21 0064 27 00040000 22 0010)) 3A ('a' 0001 () 01) 62 (0002) | > 40 (0001) 70 (0002) 3C ('a' 000A () 02) | < 50 (000A)");
    }

    [Theory]
    [InlineData("MQTT-3.14.4-3: goodbye takes the will away", "> E000", false)]
    [InlineData("3.14.2.1: goodbye with the will", "> E0 (04)", true)]
    [InlineData("MQTT-3.1.2-8: the network went away", "gone", true)]
    [InlineData("MQTT-3.1.2-8: what is malformed", "> C100", true)]
    public async Task A_will(string statement, string ending, bool comes)
    {
        var door = Open();
        var watcher = new Talk(door);
        await watcher.HoldAsync("5 | > 82 (0007 () 'w' 00) | < 90 (0007 () 00)");
        var dying = new Talk(door);
        await dying.HoldAsync($"> 10 ('MQTT' 05 06 0000 () 'd' () 'w' 'x') | < {Talk.Welcome} | {ending}");
        await dying.Visit;

        await watcher.HoldAsync($"> C000 | < {(comes ? "30 ('w' () 78) " : "")}D000");

        Assert.NotEmpty(statement);
    }

    [Fact]
    public async Task Mqtt_3_3_2_6_The_time_that_is_left_goes_along()
    {
        var door = Open();
        var reader = new Talk(door);
        await reader.HoldAsync($"> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c') | < {Talk.Welcome} | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > E000 | closed");
        var writer = new Talk(door);
        await writer.HoldAsync($"> 10 ('MQTT' 05 02 0000 () 'w') | < {Talk.Welcome} | > 32 ('a' 0009 (02 0000000A) 01) 32 ('a' 000A (02 00000002) 02) | < 40 (0009) 40 (000A)");

        _clock.Advance(TimeSpan.FromSeconds(4));

        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 00 0000 () 'c') | < 20 (01 00 (21 0064 27 00040000 22 0010)) 32 ('a' 0001 (02 00000006) 01) | > C000 | < D000");
    }

    private async Task HoldAsync(string statement, string conversation)
    {
        Assert.NotEmpty(statement);
        await new Talk(Open()).HoldAsync(conversation);
    }

    private Door Open(MqttOptions? options = null) => new(Make.Broker(options ?? new MqttOptions { AllowAnonymous = true }, _clock), () => "given");
}
