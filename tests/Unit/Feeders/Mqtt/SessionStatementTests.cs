namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Sessions, wills and shared subscriptions over several connections, in bytes, by statement.</summary>
public sealed class SessionStatementTests
{
    private const string Keeping = "> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c')";
    private const string Watching = "w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 82 (0007 () 'will' 00) | < 90 (0007 () 00)";
    private const string Ping = "> C000 | < D000";
    private const string Heard = "w: > C000 | < 30 ('will' () 78) D000";
    private const string NotHeard = "w: > C000 | < D000";

    [Theory]
    [InlineData("MQTT-3.1.2-5", $"c: {Keeping} | welcome | gone; c ends; +59; c again: {Keeping} | welcome back")]
    [InlineData("MQTT-3.1.2-4", $"c: {Keeping} | welcome | > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | gone; c ends; c again: > 10 ('MQTT' 05 02 0000 (11 0000003C) 'c') | welcome | > 30 ('a' () 01) | {Ping}")]
    [InlineData("MQTT-4.1.0-2", $"c: {Keeping} | welcome | gone; c ends; +60; c again: {Keeping} | welcome")]
    [InlineData("3.1.2.11.2: absent is 0", $"c: > 10 ('MQTT' 05 00 0000 () 'c') | welcome | gone; c ends; c again: {Keeping} | welcome")]
    [InlineData("3.1.2.11.2: never", $"c: > 10 ('MQTT' 05 00 0000 (11 FFFFFFFF) 'c') | welcome | gone; c ends; +2000000000; c again: {Keeping} | welcome back")]
    [InlineData("3.14.2.2.2: shorter", $"c: {Keeping} | welcome | > E0 (00 (11 00000000)) | closed; c again: {Keeping} | welcome")]
    [InlineData("3.14.2.2.2: longer", $"c: {Keeping} | welcome | > E0 (00 (11 00000064)) | closed; +99; c again: {Keeping} | welcome back")]
    [InlineData("3.1.1 MQTT-3.1.2-4", "c: > 10 ('MQTT' 04 00 0000 'c') | < 20 (0000) | > E000 | closed; +2000000000; c again: > 10 ('MQTT' 04 00 0000 'c') | < 20 (0100)")]
    [InlineData("3.1.1 MQTT-3.1.2-6", "c: > 10 ('MQTT' 04 00 0000 'c') | < 20 (0000) | > E000 | closed; c again: > 10 ('MQTT' 04 02 0000 'c') | < 20 (0000) | gone; c ends; c again: > 10 ('MQTT' 04 00 0000 'c') | < 20 (0000)")]
    [InlineData("MQTT-3.1.4-3", $"c: {Keeping} | welcome; d: {Keeping} | welcome back; c: < E0 (8E) | closed; d: {Ping}")]
    [InlineData("3.1.1 MQTT-3.1.4-2", "c: 4; d: 4; c: closed; d: > C000 | < D000")]
    [InlineData("MQTT-4.6.0-5: in their order, also after a return", $"c: {Keeping} | welcome | > 82 (0007 () '#' 01) | < 90 (0007 () 01) | gone; c ends; w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 32 ('a' 0001 () 01) 32 ('a' 0002 () 02) 32 ('b' 0003 () 03) | < 40 (0001) 40 (0002) 40 (0003); c again: {Keeping} | welcome back | < 32 ('a' 0001 () 01) 32 ('a' 0002 () 02) 32 ('b' 0003 () 03) | gone; c ends; c again: {Keeping} | welcome back | < 3A ('a' 0001 () 01) 3A ('a' 0002 () 02) 3A ('b' 0003 () 03)")]
    [InlineData("MQTT-4.3.3-10: over two connections once", $"w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 82 (0007 () 'a' 00) | < 90 (0007 () 00); c: {Keeping} | welcome | > 34 ('a' 0009 () 01) | < 50 (0009) | gone; c ends; w: < 30 ('a' () 01); c again: {Keeping} | welcome back | > 3C ('a' 0009 () 01) | < 50 (0009) | > 62 (0009) | < 70 (0009); w: {Ping}")]
    [InlineData("MQTT-4.4.0-2: PUBREC with a failure", $"c: {Keeping} | welcome | > 82 (0007 () 'a' 02) | < 90 (0007 () 02) | > 34 ('a' 0009 () 01) | < 34 ('a' 0001 () 01) 50 (0009) | > 50 (0001 83) | gone; c ends; c again: {Keeping} | welcome back | {Ping}")]
    [InlineData("3.3.2.3.3: a retained message's time", $"c: 5 | > 31 ('a' (02 0000000A) 01) | {Ping}; +4; c: > 82 (0007 () 'a' 00) | < 90 (0007 () 00) 31 ('a' (02 00000006) 01); +6; c: > 82 (0007 () 'a' 00) | < 90 (0007 () 00) | > C000 | < D000")]
    public Task A_session(string statement, string lines) => Scene.PlayAsync(statement, lines);

    [Theory]
    [InlineData("MQTT-3.1.3-9: back before its time", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' (18 0000000A) 'will' 'x') | welcome | gone; c ends; +9; c again: {Keeping} | welcome back; +9; {NotHeard}")]
    [InlineData("3.1.3.2.2: its time", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' (18 0000000A) 'will' 'x') | welcome | gone; c ends; +9; {NotHeard}; +1; {Heard}")]
    [InlineData("3.1.3.2.2: the session ends first", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000000A) 'c' (18 0000003C) 'will' 'x') | welcome | gone; c ends; +9; {NotHeard}; +1; {Heard}")]
    [InlineData("3.1.3.2.2: no session at all", $"{Watching}; c: > 10 ('MQTT' 05 06 0000 () 'c' (18 0000003C) 'will' 'x') | welcome | gone; c ends; {Heard}")]
    [InlineData("3.1.4: taken over, no delay", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' () 'will' 'x') | welcome; c again: {Keeping} | welcome back; {Heard}")]
    [InlineData("3.1.4: taken over, before its time", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' (18 0000000A) 'will' 'x') | welcome; c again: {Keeping} | welcome back; +11; {NotHeard}")]
    [InlineData("3.1.4: taken over by a clean start", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' (18 0000000A) 'will' 'x') | welcome; c again: > 10 ('MQTT' 05 02 0000 () 'c') | welcome; {Heard}")]
    [InlineData("MQTT-3.1.2-10: goodbye", $"{Watching}; c: > 10 ('MQTT' 05 04 0000 (11 0000003C) 'c' (18 0000000A) 'will' 'x') | welcome | > E000 | closed; +61; {NotHeard}")]
    [InlineData("3.1.1 MQTT-3.1.2-8", $"{Watching}; c: > 10 ('MQTT' 04 06 0000 'c' 'will' 'x') | < 20 (0000) | gone; c ends; {Heard}")]
    [InlineData("3.1.1 MQTT-3.14.4-3", $"{Watching}; c: > 10 ('MQTT' 04 06 0000 'c' 'will' 'x') | < 20 (0000) | > E000 | closed; {NotHeard}")]
    [InlineData("MQTT-3.1.2-17: retained", "c: > 10 ('MQTT' 05 26 0000 () 'c' () 'will' 'x') | welcome | gone; c ends; w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 82 (0007 () 'will' 00) | < 90 (0007 () 00) 31 ('will' () 78)")]
    [InlineData("MQTT-3.1.2-14: not retained", "c: > 10 ('MQTT' 05 06 0000 () 'c' () 'will' 'x') | welcome | gone; c ends; " + Watching + "; " + NotHeard)]
    public Task A_will(string statement, string lines) => Scene.PlayAsync(statement, lines);

    private const string One = "one: > 10 ('MQTT' 05 00 0000 (11 0000003C) 'one') | welcome";
    private const string Two = "two: > 10 ('MQTT' 05 00 0000 (11 000000C8) 'two') | welcome";
    private const string Writer = "w: > 10 ('MQTT' 05 02 0000 () 'w') | welcome";

    [Theory]
    [InlineData("4.8.2: in turn", $"{One} | > 82 (0007 () '$share/g/+' 00) | < 90 (0007 () 00); {Two} | > 82 (0007 () '$share/g/+' 00) | < 90 (0007 () 00); {Writer} | > 30 ('a' () 01) 30 ('a' () 02) 30 ('a' () 03) | {Ping}; one: < 30 ('a' () 01) 30 ('a' () 03) | {Ping}; two: < 30 ('a' () 02) | {Ping}")]
    [InlineData("MQTT-4.8.2-3: each at its own QoS", $"{One} | > 82 (0007 () '$share/g/a' 00) | < 90 (0007 () 00); {Two} | > 82 (0007 (0B 05) '$share/g/a' 01) | < 90 (0007 () 01); {Writer} | > 32 ('a' 0001 () 01) 32 ('a' 0002 () 02) | < 40 (0001) 40 (0002); one: < 30 ('a' () 01); two: < 32 ('a' 0001 (0B 05) 02)")]
    [InlineData("4.8.2: who is away is passed over", $"{One} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01) | gone; one ends; {Two} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01); {Writer} | > 32 ('a' 0001 () 01) 32 ('a' 0002 () 02) | < 40 (0001) 40 (0002); two: < 32 ('a' 0001 () 01) 32 ('a' 0002 () 02)")]
    [InlineData("4.8.2: waiting, and the session ends", $"{One} | > 82 (0007 () '$share/g/a' 02) | < 90 (0007 () 02) | gone; one ends; {Writer} | > 32 ('a' 0001 () 01) 34 ('a' 0002 () 02) | < 40 (0001) 50 (0002); {Two} | > 82 (0007 () '$share/g/a' 02) | < 90 (0007 () 02) | {Ping}; +60; two: < 32 ('a' 0001 () 01) 34 ('a' 0002 () 02)")]
    [InlineData("4.8.2: QoS 1 under way, and the session ends", $"{One} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01); {Two} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01); {Writer} | > 32 ('a' 0001 () 01) | < 40 (0001); one: < 32 ('a' 0001 () 01) | > E0 (00 (11 00000000)) | closed; one ends; two: < 32 ('a' 0001 () 01)")]
    [InlineData("MQTT-4.8.2-5: QoS 2 under way, and the session ends", $"{One} | > 82 (0007 () '$share/g/a' 02) | < 90 (0007 () 02); {Two} | > 82 (0007 () '$share/g/a' 02) | < 90 (0007 () 02); {Writer} | > 34 ('a' 0001 () 01) | < 50 (0001); one: < 34 ('a' 0001 () 01) | > E0 (00 (11 00000000)) | closed; one ends; two: {Ping}")]
    [InlineData("MQTT-4.8.2-6: refused by its receiver", $"{One} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01); {Two} | > 82 (0007 () '$share/g/a' 01) | < 90 (0007 () 01); {Writer} | > 32 ('a' 0001 () 01) | < 40 (0001); one: < 32 ('a' 0001 () 01) | > 40 (0001 83) | {Ping} | > E0 (00 (11 00000000)) | closed; one ends; two: {Ping}")]
    [InlineData("4.8.2: one gives up", $"{One} | > 82 (0007 () '$share/g/a' 00) | < 90 (0007 () 00); {Two} | > 82 (0007 () '$share/g/a' 00) | < 90 (0007 () 00); one: > A2 (0008 () '$share/g/a' '$share/g/b') | < B0 (0008 () 00 11); {Writer} | > 30 ('a' () 01) 30 ('a' () 02) | {Ping}; two: < 30 ('a' () 01) 30 ('a' () 02); one: {Ping}")]
    [InlineData("4.8.2: beside one's own", $"{One} | > 82 (0007 () '$share/g/a' 00 'a' 00) | < 90 (0007 () 00 00); {Writer} | > 30 ('a' () 01); one: < 30 ('a' () 01) 30 ('a' () 01) | {Ping}")]
    public Task A_share(string statement, string lines) => Scene.PlayAsync(statement, lines);
}
