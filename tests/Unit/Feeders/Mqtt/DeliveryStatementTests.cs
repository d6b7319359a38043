using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What comes first, what comes again and what is never said, in bytes, by statement.</summary>
public sealed class DeliveryStatementTests
{
    private const string Ping = "> C000 | < D000";
    private const string Keeping = "> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c')";
    private const string OneAtATime = "> 10 ('MQTT' 05 00 0000 (11 0000003C 21 0001) 'c')";
    private const string Writer = "w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome";

    [Theory]
    [InlineData("MQTT-3.2.0-1: before what waits", $"c: {Keeping} | welcome | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | gone; c ends; {Writer} | > 32 ('a' 0001 () 01) | < 40 (0001); c again: {Keeping} | welcome back | < 32 ('a' 0001 () 01)")]
    [InlineData("MQTT-3.2.0-2: a second CONNECT has no CONNACK", "c: 5 | > 10 ('MQTT' 05 02 0000 () 'c') | < E0 (82) | closed")]
    [InlineData("MQTT-3.2.2-2: a clean start", $"c: {Keeping} | welcome | gone; c ends; c again: > 10 ('MQTT' 05 02 0000 () 'c') | welcome")]
    [InlineData("MQTT-3.2.2-3: no clean start", $"c: {Keeping} | welcome | gone; c ends; c again: {Keeping} | welcome back")]
    [InlineData("MQTT-3.1.3-7: the name that was given is a name", $"c: > 10 ('MQTT' 05 02 0000 () '') | < 20 (00 00 (12 'given' 21 0064 27 00040000 22 0010)); d: > 10 ('MQTT' 05 02 0000 () 'given') | welcome; c: < E0 (8E) | closed")]
    [InlineData("MQTT-3.14.0-1: no goodbye before a welcome", "c: > E0 (00 ()) | closed")]
    [InlineData("MQTT-3.14.0-1: nor after a refusal", "c: > 10 ('MQTT' 05 02 0000 (15 'm') 'c') | < 20 (00 8C ()) | closed")]
    [InlineData("MQTT-3.1.4-1: what is no CONNECT has no answer", "c: > 10 FFFFFFFF | closed")]
    [InlineData("3.1.1 MQTT-3.1.4-1: what is malformed has none", "c: > 10 ('MQTT' 04 02 0000) | closed")]
    [InlineData("MQTT-3.1.3-1: the order of the payload", "w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 82 (0007 () 'will' 00) | < 90 (0007 () 00); c: > 10 ('MQTT' 05 C6 0000 () 'c' () 'will' 'x' 'user' 'word') | welcome | gone; c ends; w: < 30 ('will' () 78)")]
    [InlineData("MQTT-3.1.2-22: half a packet is none", "c: > 10 ('MQTT' 05 02 000A () 'c') | welcome; +8; c: > C0; +8; c: < E0 (8D) | closed")]
    [InlineData("MQTT-3.1.2-22: a packet in halves is one", "c: > 10 ('MQTT' 05 02 000A () 'c') | welcome; +8; c: > C0; c: > 00 | < D000; +8; c: > C000 | < D000")]
    public Task Coming(string statement, string lines) => Scene.PlayAsync(statement, lines);

    [Theory]
    [InlineData("MQTT-3.9.3-1: each reason in its place", "c: 5 | > 82 (0007 () 'a' 02 'no' 01 'b' 00) | < 90 (0007 () 02 87 00)")]
    [InlineData("3.1.1 MQTT-3.9.3-2", "c: 4 | > 82 (0007 'a' 02 'no' 01 'b' 00) | < 90 (0007 02 80 00)")]
    [InlineData("MQTT-3.11.3-1: each reason in its place", "c: 5 | > 82 (0007 () 'b' 00) | < 90 (0007 () 00) | > A2 (0008 () 'a' 'b' 'c') | < B0 (0008 () 11 00 11)")]
    [InlineData("MQTT-3.1.2-29: no word but the code", "c: > 10 ('MQTT' 05 02 0000 (17 00) 'c') | welcome | > 32 ('no' 0009 () 01) | < 40 (0009 87) | > 82 (0007 () 'no' 01) | < 90 (0007 () 87)")]
    [InlineData("MQTT-4.6.0-2: PUBACK, whatever the ids", "c: 5 | > 32 ('a' 0003 () 01) 32 ('no' 0001 () 01) 32 ('a' 0002 () 01) | < 40 (0003 10) 40 (0001 87) 40 (0002 10)")]
    [InlineData("MQTT-4.6.0-3: PUBREC, whatever the ids", "c: 5 | > 34 ('a' 0003 () 01) 34 ('a' 0001 () 01) | < 50 (0003 10) 50 (0001 10) | > 62 (0001) 62 (0003) | < 70 (0001) 70 (0003)")]
    [InlineData("MQTT-4.6.0-4: PUBREL, as PUBREC came", "c: 5 | > 82 (0007 () 'a' 02) | < 90 (0007 () 02) | > 34 ('a' 0009 () 01) | < 34 ('a' 0001 () 01) 50 (0009) | > 34 ('a' 000A () 02) | < 34 ('a' 0002 () 02) 50 (000A) | > 50 (0002) 50 (0001) | < 62 (0002) 62 (0001)")]
    [InlineData("MQTT-4.3.3-9: after a failure the id is free", "c: 5 | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > 34 ('no' 0009 () 01) | < 50 (0009 87) | > 34 ('a' 0009 () 02) | < 30 ('a' () 02) 50 (0009) | > 62 (0009) | < 70 (0009)")]
    public Task Answering(string statement, string lines) =>
        Scene.PlayAsync(statement, lines, new MqttOptions { AllowAnonymous = true, Rules = [new AccessRule(null, "no", AccessActions.All, ReasonCode.NotAuthorized)] });

    [Theory]
    [InlineData("MQTT-3.3.1-7: nothing is not kept", $"c: 5 | > 31 ('a' ()) | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | {Ping}")]
    [InlineData("MQTT-3.3.1-8: what is not to be kept leaves what is kept", $"c: 5 | > 31 ('a' () 01) 30 ('a' () 02) 30 ('a' ()) | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) 31 ('a' () 01) | {Ping}")]
    [InlineData("MQTT-3.3.1-9: asked for again", "c: 5 | > 31 ('a' () 01) | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) 31 ('a' () 01) | > 82 (0008 () 'a' 00) | < 90 (0008 () 00) 31 ('a' () 01)")]
    [InlineData("MQTT-3.3.2-7: not on the next connection", $"c: {Keeping} | welcome | > 30 ('a' (23 0001) 01) | gone; c ends; c again: {Keeping} | welcome back | > 30 ('' (23 0001) 02) | < E0 (82) | closed")]
    [InlineData("MQTT-3.3.2-7: not on another's", $"{Writer} | > 30 ('a' (23 0001) 01) | {Ping}; c: 5 | > 30 ('' (23 0001) 02) | < E0 (82) | closed")]
    [InlineData("MQTT-3.3.4-4: one copy, and every identifier", "c: 5 | > 82 (0007 (0B 01) 'a/+' 01) | < 90 (0007 () 01) | > 82 (0008 (0B 02) '+/b' 02) | < 90 (0008 () 02) | > 82 (0009 () 'a/b' 00) | < 90 (0009 () 00) | > 32 ('a/b' 0001 () 01) | < 32 ('a/b' 0001 (0B 02 0B 01) 01) 40 (0001)")]
    [InlineData("MQTT-3.3.1-1: the second time it is a duplicate", $"c: {Keeping} | welcome | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > 32 ('a' 0009 () 01) | < 32 ('a' 0001 () 01) 40 (0009) | gone; c ends; c again: {Keeping} | welcome back | < 3A ('a' 0001 () 01)")]
    [InlineData("MQTT-4.3.2-2: until PUBACK, whatever it says", $"c: {Keeping} | welcome | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > 32 ('a' 0009 () 01) | < 32 ('a' 0001 () 01) 40 (0009) | > 40 (0001 80) | gone; c ends; c again: {Keeping} | welcome back | {Ping}")]
    [InlineData("MQTT-4.9.0-1: full again with each connection", $"c: {OneAtATime} | welcome | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > 32 ('a' 0009 () 01) 32 ('a' 000A () 02) | < 32 ('a' 0001 () 01) 40 (0009) 40 (000A) | gone; c ends; c again: {OneAtATime} | welcome back | < 3A ('a' 0001 () 01) | {Ping} | > 40 (0001) | < 32 ('a' 0002 () 02) | gone; c ends; c again: {OneAtATime} | welcome back | < 3A ('a' 0002 () 02) | > 40 (0002) | {Ping}")]
    public Task Delivering(string statement, string lines) => Scene.PlayAsync(statement, lines);

    [Fact]
    public async Task Mqtt_4_7_3_3_A_topic_may_have_65535_bytes()
    {
        var topic = new string('a', ushort.MaxValue);

        await new Scene().PlayAsync($"c: 5 | > 82 (0007 () '{topic}' 00) | < 90 (0007 () 00) | > 30 ('{topic}' () 01) | < 30 ('{topic}' () 01)");
    }
}
