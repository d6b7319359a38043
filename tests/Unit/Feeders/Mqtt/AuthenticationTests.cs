using System.Net;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Who is let in, and how often one may fail. Source: MQTT 5.0, 4.12.</summary>
public sealed class AuthenticationTests
{
    private const string Beginning = "> 10 ('MQTT' 05 02 0000 (15 'echo' 16 'hello') 'c') | < F0 (18 (15 'echo' 16 'again')) | > F0 (18 (15 'echo' 16 'again')) | < 20 (00 00 (15 'echo' 16 'bye' 21 0064 27 00040000 22 0010))";
    private readonly ManualClock _clock = new(Make.Now);

    [Theory]
    [InlineData("MQTT-4.12.0-2 to -4", Beginning)]
    [InlineData("MQTT-4.12.0-4: a wrong answer", "> 10 ('MQTT' 05 02 0000 (15 'echo' 16 'hello') 'c') | < F0 (18 (15 'echo' 16 'again')) | > F0 (18 (15 'echo' 16 'what')) | < 20 (00 87 ()) | closed")]
    [InlineData("MQTT-4.12.0-5: another method", "> 10 ('MQTT' 05 02 0000 (15 'echo' 16 'hello') 'c') | < F0 (18 (15 'echo' 16 'again')) | > F0 (18 (15 'other' 16 'again')) | < 20 (00 82 ()) | closed")]
    [InlineData("MQTT-3.1.2-30: another packet", "> 10 ('MQTT' 05 02 0000 (15 'echo' 16 'hello') 'c') | < F0 (18 (15 'echo' 16 'again')) | > C000 | < 20 (00 82 ()) | closed")]
    [InlineData("4.12.1", Beginning + "| > F0 (19 (15 'echo' 16 'hello')) | < F0 (18 (15 'echo' 16 'again')) | > F0 (18 (15 'echo' 16 'again')) | < F0 (00 (15 'echo' 16 'bye')) | > C000 | < D000")]
    [InlineData("MQTT-4.12.1-1", Beginning + "| > F0 (19 (15 'other' 16 'hello')) | < E0 (82) | closed")]
    [InlineData("MQTT-4.12.1-2", Beginning + "| > F0 (19 (15 'echo' 16 'hello')) | < F0 (18 (15 'echo' 16 'again')) | > F0 (18 (15 'echo' 16 'what')) | < E0 (87) | closed")]
    public async Task Enhanced_authentication(string statement, string conversation)
    {
        Assert.NotEmpty(statement);
        var door = new Door(Make.Broker(new MqttOptions(), _clock, new Echo()), () => "given");

        await new Talk(door).HoldAsync(conversation);
    }

    [Fact]
    public async Task What_comes_with_an_identity_is_asked_before_the_settings()
    {
        var options = new MqttOptions { Rules = [new AccessRule(null, "#", AccessActions.All, ReasonCode.NotAuthorized)] };
        var door = new Door(Make.Broker(options, _clock, new Echo()), () => "given");

        await new Talk(door).HoldAsync(Beginning + "| > 82 (0007 () 'own/c' 00 'other' 00) | < 90 (0007 () 00 87)");
    }

    [Fact]
    public async Task Who_failed_too_often_is_not_asked_before_the_minute_is_over()
    {
        var door = new Door(Make.Broker(new MqttOptions { FailuresPerMinute = 1 }, _clock, new Echo()), () => "given");
        var origin = new Origin(IPAddress.Parse("192.0.2.1"));

        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(door, origin));
        Assert.Equal(ReasonCode.ConnectionRateExceeded, await TryAsync(door, origin));
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(door, new Origin(IPAddress.Parse("192.0.2.2"))));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(door, origin));
    }

    [Fact]
    public async Task A_session_is_not_given_to_another_identity()
    {
        var door = new Door(Make.Broker(new MqttOptions { AllowAnonymous = true }, _clock, new Echo()), () => "given");
        await new Talk(door).HoldAsync(Beginning);

        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 00 0000 () 'c') | < 20 (00 85 ()) | closed");
    }

    private static async Task<ReasonCode> TryAsync(Door door, Origin origin)
    {
        var talk = new Talk(door, origin);
        await talk.HoldAsync("> 10 ('MQTT' 05 02 0000 () 'c')");
        return (await talk.Visit).Ending.Reason;
    }

    /// <summary>Asks for a word and wants it back.</summary>
    private sealed class Echo : IMqttIdentities
    {
        public ValueTask<MqttVerdict?> IdentifyAsync(MqttCaller caller, CancellationToken cancellation) => ValueTask.FromResult<MqttVerdict?>(null);

        public IMqttExchange? Begin(string method, MqttCaller caller) => method == "echo" ? new Exchange() : null;

        private sealed class Exchange : IMqttExchange
        {
            public ValueTask<MqttStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellation) => ValueTask.FromResult<MqttStep>(System.Text.Encoding.UTF8.GetString(data.GetValueOrDefault().Span) switch
            {
                "hello" => new MqttStep.Challenge("again"u8.ToArray()),
                "again" => new MqttStep.Accepted(new MqttIdentity("echo") { Rules = [new AccessRule(null, "own/%c", AccessActions.All, ReasonCode.Success)] }, "bye"u8.ToArray()),
                _ => new MqttStep.Refused(ReasonCode.NotAuthorized),
            });
        }
    }
}
