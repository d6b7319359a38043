using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What the broker says to what it does not take, in bytes, by statement.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("MQTT-3.1.2-1", "> 10 ('HTTP' 05 02 0000 () 'c') | < 20 (00 84 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-1", "> 10 ('HTTP' 04 02 0000 'c') | closed")]
    [InlineData("MQTT-3.1.2-2: laid out as 5.0", "> 10 ('MQTT' 63 02 0000 () 'c') | < 20 (00 84 ()) | closed")]
    [InlineData("MQTT-3.1.2-2: laid out as 5.0", "> 10 ('MQTT' 03 C6 0000 (21 0001) 'c' () 'w' 'x' 'u' 'p') | < 20 (00 84 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-2: laid out as 3.1.1", "> 10 ('MQTT' 63 02 003C 'c') | < 20 (0001) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-2: laid out as 3.1.1", "> 10 ('MQTT' 00 C6 003C 'c' 'w' 'x' 'u' 'p') | < 20 (0001) | closed")]
    [InlineData("MQTT-3.1.2-2: not laid out at all", "> 10 ('MQTT' 63) | < 20 (00 84 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-2: not laid out at all", "> 10 ('MQTT' 02) | < 20 (0001) | closed")]
    [InlineData("MQTT-3.1.2-11", "> 10 ('MQTT' 05 0A 0000 () 'c') | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-3.1.2-13", "> 10 ('MQTT' 05 22 0000 () 'c') | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-3.1.2-12", "> 10 ('MQTT' 05 1E 0000 () 'c' () 'w' 'x') | < 20 (00 81 ()) | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-13", "> 10 ('MQTT' 04 0A 0000 'c') | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-14", "> 10 ('MQTT' 04 1E 0000 'c' 'w' 'x') | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-15", "> 10 ('MQTT' 04 22 0000 'c') | closed")]
    [InlineData("3.1.1 MQTT-3.1.2-22", "> 10 ('MQTT' 04 42 0000 'c' 'p') | closed")]
    [InlineData("3.1.2.9: a password alone", "> 10 ('MQTT' 05 42 0000 () 'c' 'p') | welcome")]
    [InlineData("MQTT-3.1.3-4", "> 10 ('MQTT' 05 02 0000 () 0002C328) | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-1.5.4-2", "> 10 ('MQTT' 05 02 0000 () 0003610062) | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-3.1.3-11", "> 10 ('MQTT' 05 06 0000 () 'c' () 'w/#' 'x') | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-3.1.0-2", "4 | > 10 ('MQTT' 04 02 0000 'c') | closed")]
    [InlineData("3.1.2.11.4: zero", "> 10 ('MQTT' 05 02 0000 (27 00000000) 'c') | < 20 (00 82 ()) | closed")]
    [InlineData("3.1.2.11.2: twice", "> 10 ('MQTT' 05 02 0000 (11 00000001 11 00000001) 'c') | < 20 (00 82 ()) | closed")]
    [InlineData("2.2.2.2: of another packet", "> 10 ('MQTT' 05 02 0000 (02 00000001) 'c') | < 20 (00 81 ()) | closed")]
    [InlineData("2.2.2.1: a length that lies", "> 10 ('MQTT' 05 02 0000 7F 'c') | < 20 (00 81 ()) | closed")]
    [InlineData("MQTT-3.1.0-1: SUBSCRIBE first", "> 82 (0001 () 'a' 00) | closed")]
    [InlineData("MQTT-3.1.0-1: AUTH first", "> F0 (18 (15 'm')) | closed")]
    [InlineData("MQTT-3.1.4-6: nothing after a refusal is looked at", "> 10 ('MQTT' 05 02 0000 (15 'm') 'c') 30 ('a' () 01) | < 20 (00 8C ()) | closed")]
    public Task At_the_door(string statement, string conversation) => HoldAsync(statement, conversation);

    [Theory]
    [InlineData("MQTT-4.7.3-1", "5 | > 82 (0007 () '' 00) | < E0 (81) | closed")]
    [InlineData("3.1.1 MQTT-4.7.3-1", "4 | > 82 (0007 '' 00) | closed")]
    [InlineData("MQTT-4.7.3-2", "5 | > 82 (0007 () 000100 00) | < E0 (81) | closed")]
    [InlineData("MQTT-4.7.1-1", "5 | > A2 (0007 () 'a/#/b') | < E0 (81) | closed")]
    [InlineData("3.1.1 MQTT-4.7.1-2", "4 | > A2 (0007 'a/#/b') | closed")]
    [InlineData("3.1.1: no share is a filter like others", "4 | > 82 (0007 '$share/g' 00) | < 90 (0007 80)")]
    [InlineData("4.8.2: without a slash too", "5 | > 82 (0007 () '$share' 00) | < 90 (0007 () 00)")]
    [InlineData("3.8.3.1: QoS 3", "5 | > 82 (0007 () 'a' 03) | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-3-8.3-4", "4 | > 82 (0007 'a' 03) | closed")]
    [InlineData("3.8.3.1: retain handling 3", "5 | > 82 (0007 () 'a' 30) | < E0 (82) | closed")]
    [InlineData("3.8.2.1.2: twice", "5 | > 82 (0007 (0B 01 0B 02) 'a' 00) | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-3.8.1-1", "4 | > 80 (0007 'a' 00) | closed")]
    [InlineData("MQTT-3.10.1-1", "5 | > A0 (0007 () 'a') | < E0 (81) | closed")]
    [InlineData("3.1.1 MQTT-3.10.3-2", "4 | > A2 (0007) | closed")]
    [InlineData("MQTT-2.2.1-3", "5 | > A2 (0000 () 'a') | < E0 (82) | closed")]
    [InlineData("MQTT-2.2.1-3", "5 | > 32 ('a' 0000 () 01) | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-2.3.1-1", "4 | > 34 ('a' 0000 01) | closed")]
    [InlineData("MQTT-4.7.3-1", "5 | > 30 ('' () 01) | < E0 (82) | closed")]
    [InlineData("3.1.1 MQTT-4.7.3-1", "4 | > 30 ('' 01) | closed")]
    [InlineData("3.1.1 MQTT-3.3.2-2", "4 | > 32 ('#' 0009 01) | closed")]
    [InlineData("MQTT-3.3.2-1", "5 | > 30 (0002C0AF () 01) | < E0 (81) | closed")]
    [InlineData("MQTT-1.5.4-1: a surrogate", "5 | > 30 (0003EDA080 () 01) | < E0 (81) | closed")]
    [InlineData("MQTT-4.7.3-2", "4 | > 30 (000100 01) | closed")]
    [InlineData("3.1.1 MQTT-3.3.1-2", "4 | > 38 ('a' 01) | closed")]
    [InlineData("3.1.1 MQTT-3.3.1-4", "4 | > 36 ('a' 0009 01) | closed")]
    [InlineData("3.3.2.3.4: twice", "5 | > 30 ('a' (23 0001 23 0001) 01) | < E0 (82) | closed")]
    [InlineData("2.2.2.2: of another packet", "5 | > 30 ('a' (11 00000001) 01) | < E0 (81) | closed")]
    [InlineData("2.2.2.1: a length that lies", "5 | > 30 ('a' 7F 01) | < E0 (81) | closed")]
    [InlineData("MQTT-3.6.1-1", "5 | > 60 (0009) | < E0 (81) | closed")]
    [InlineData("MQTT-2.1.3-1", "4 | > 42 (0009) | closed")]
    [InlineData("2.4: a reason code of another packet", "5 | > 40 (0009 92) | < E0 (82) | closed")]
    [InlineData("MQTT-4.12.0-7", "5 | > F0 () | < E0 (82) | closed")]
    [InlineData("3.14.2.1: 3.1.1 has no reason", "4 | > E0 (00) | closed")]
    public Task Inside(string statement, string conversation) => HoldAsync(statement, conversation);

    [Fact]
    public async Task Mqtt_3_3_5_2_of_3_1_1_What_a_client_may_not_publish_is_acknowledged_and_goes_nowhere()
    {
        var scene = new Scene(new MqttOptions { AllowAnonymous = true, Rules = [new AccessRule(null, "no", AccessActions.Publish, ReasonCode.NotAuthorized)] });

        await scene.PlayAsync("c: 4 | > 82 (0007 'no' 00) | < 90 (0007 00) | > 30 ('no' 01) 32 ('no' 0009 01) | < 40 (0009) | > 34 ('no' 000A 01) | < 50 (000A) | > 62 (000A) | < 70 (000A) | > C000 | < D000");
        await scene.PlayAsync("d: > 10 ('MQTT' 05 02 0000 () 'd') | welcome | > 30 ('no' () 01) 32 ('no' 0009 () 01) | < 40 (0009 87) | > 34 ('no' 0009 () 01) | < 50 (0009 87) | > C000 | < D000");

        Assert.Equal(6, scene.Broker.Counts.Denied);
    }

    [Fact]
    public Task Mqtt_3_2_2_13_A_retained_will_where_nothing_is_retained() =>
        new Scene(new MqttOptions { AllowAnonymous = true, MaximumRetainedMessages = 0 }).PlayAsync("c: > 10 ('MQTT' 05 26 0000 () 'c' () 'w' 'x') | < 20 (00 9A ()) | closed");

    [Theory]
    [InlineData("3.2.2.3.15: asked for", "> 10 ('MQTT' 05 02 0000 (19 01) 'c') | < 20 (00 00 (1A 'answers/c' 21 0064 27 00040000 22 0010))")]
    [InlineData("MQTT-3.1.2-28: not asked for", "> 10 ('MQTT' 05 02 0000 (19 00) 'c') | welcome")]
    [InlineData("not for a name that would be several levels", "> 10 ('MQTT' 05 02 0000 (19 01) 'c/#') | welcome")]
    public Task Response_information(string statement, string conversation) =>
        Scene.PlayAsync(statement, "c: " + conversation, new MqttOptions { AllowAnonymous = true, ResponseInformation = "answers/%c" });

    [Fact]
    public async Task Mqtt_4_7_3_Levels_are_limited_by_the_length_of_a_text_only()
    {
        var deep = string.Join('/', Enumerable.Repeat("a", 2_000));

        await new Scene().PlayAsync($"c: 5 | > 82 (0007 () '{deep}' 00 '{deep}/#' 00) | < 90 (0007 () 00 00) | > 31 ('{deep}' () 01) | < 30 ('{deep}' () 01)");
    }

    [Fact]
    public async Task Deep_filters_of_one_session_together_are_limited()
    {
        var deep = string.Join('/', Enumerable.Repeat("", 40_000));

        await new Scene().PlayAsync($"c: 5 | > 82 (0007 () '{deep}' 00 'a{deep}' 00 'a/b' 00) | < 90 (0007 () 00 97 00)");
    }

    private static Task HoldAsync(string statement, string conversation) => Scene.PlayAsync(statement, "c: " + conversation);
}
