using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>The client's side of a connection: how it begins, lives and ends.</summary>
public sealed class ClientTests
{
    private static readonly MqttClientOptions s_quiet = new() { KeepAliveSeconds = 0 };

    [Fact]
    public async Task It_connects_as_it_was_told()
    {
        var server = new ScriptedServer();
        var options = s_quiet with { ClientId = "f1", UserName = "u", Password = "p"u8.ToArray(), SessionExpirySeconds = 60, ReceiveMaximum = 7, MaximumPacketSize = 9_000, Will = new Will(TopicName.Parse("w"), "gone"u8.ToArray()) };
        var connecting = MqttClient.ConnectAsync(server.Pipes, options);

        var connect = await server.NextAsync<ConnectPacket>();
        await server.SendAsync(new ConnackPacket { AssignedClientId = "given" });
        await using var client = (await connecting).Client;

        Assert.Equal(("f1", "u", 60u, (ushort)7, (uint?)9_000, "w"), (connect.ClientId, connect.UserName, connect.SessionExpirySeconds, connect.ReceiveMaximum, connect.MaximumPacketSize, connect.Will!.Topic.ToString()));
        Assert.Equal("given", client!.Session.AssignedClientId);
    }

    [Theory]
    [InlineData(MqttVersion.V5, ReasonCode.BadUserNameOrPassword)]
    [InlineData(MqttVersion.V311, ReasonCode.NotAuthorized)]
    public async Task A_refusal_is_a_value(MqttVersion version, ReasonCode reason)
    {
        var server = new ScriptedServer(version);
        var connecting = MqttClient.ConnectAsync(server.Pipes, s_quiet with { Version = version });
        await server.NextAsync<ConnectPacket>();
        await server.SendAsync(new ConnackPacket { Reason = reason, ReasonString = "no" });

        var (client, ending) = await connecting;

        Assert.Null(client);
        Assert.Equal((EndingKind.RefusedByServer, reason), (ending!.Kind, ending.Reason));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        var clock = new WatchedClock();
        var server = new ScriptedServer();
        var connecting = MqttClient.ConnectAsync(server.Pipes, s_quiet with { Clock = clock });
        await server.NextAsync<ConnectPacket>();

        await clock.PassAsync(s_quiet.AnswerTimeout);

        Assert.Equal(EndingKind.NoAnswer, (await connecting).Ending!.Kind);
    }

    [Fact]
    public async Task MQTT_3_2_2_4_a_session_that_was_not_asked_for_is_a_fault()
    {
        var server = new ScriptedServer();
        var connecting = MqttClient.ConnectAsync(server.Pipes, s_quiet);
        await server.NextAsync<ConnectPacket>();
        await server.SendAsync(new ConnackPacket { SessionPresent = true });

        Assert.Equal((EndingKind.ProtocolFault, "MQTT-3.2.2-4"), ((await connecting).Ending!.Kind, (await connecting).Ending!.Text));
        Assert.Equal(ReasonCode.ProtocolError, (await server.NextAsync<DisconnectPacket>()).Reason);
    }

    [Fact]
    public async Task Challenges_are_answered_before_and_after()
    {
        var server = new ScriptedServer();
        var options = s_quiet with { AuthenticationMethod = "mainstay-es256", AuthenticationData = "I am"u8.ToArray(), OnChallenge = (challenge, _) => new("signed "u8.ToArray().Concat(challenge.ToArray()).ToArray()) };
        var connecting = MqttClient.ConnectAsync(server.Pipes, options);

        Assert.Equal("mainstay-es256", (await server.NextAsync<ConnectPacket>()).AuthenticationMethod);
        Assert.Equal("signed nonce", await ChallengeAsync(server, "nonce"));
        await server.SendAsync(new ConnackPacket { AuthenticationMethod = "mainstay-es256" });
        await using var client = (await connecting).Client!;
        var again = client.ReauthenticateAsync("again"u8.ToArray());
        Assert.Equal(ReasonCode.Reauthenticate, (await server.NextAsync<AuthPacket>()).Reason);
        Assert.Equal("signed second", await ChallengeAsync(server, "second"));
        await server.SendAsync(new AuthPacket { Reason = ReasonCode.Success, AuthenticationMethod = "mainstay-es256" });

        Assert.True(await again);
    }

    private static async Task<string> ChallengeAsync(ScriptedServer server, string challenge)
    {
        await server.SendAsync(new AuthPacket { Reason = ReasonCode.ContinueAuthentication, AuthenticationMethod = "mainstay-es256", AuthenticationData = Encoding.UTF8.GetBytes(challenge) });
        return Encoding.UTF8.GetString((await server.NextAsync<AuthPacket>()).AuthenticationData!.Value.Span);
    }

    [Fact]
    public async Task It_says_goodbye()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync();

        var ending = await client.DisconnectAsync(ReasonCode.DisconnectWithWill, sessionExpirySeconds: 5);

        var farewell = await server.NextAsync<DisconnectPacket>();
        Assert.Equal((ReasonCode.DisconnectWithWill, (uint?)5), (farewell.Reason, farewell.SessionExpirySeconds));
        Assert.Equal((EndingKind.ClosedByClient, ReasonCode.DisconnectWithWill), (ending.Kind, ending.Reason));
        Assert.Equal(PublishOutcome.NotSent, (await client.PublishAsync(Given.Message("a"))).Outcome);
        Assert.Equal(ReasonCode.UnspecifiedError, (await client.SubscribeAsync(TopicFilter.Parse("a"), Qos.AtMostOnce, (_, _) => default)).Reason);
    }

    [Fact]
    public async Task A_goodbye_of_the_servers_is_the_reason()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync();

        await server.SendAsync(new DisconnectPacket { Reason = ReasonCode.ServerMoved, ServerReference = "other", ReasonString = "moving" });

        Assert.Equal(new MqttEnding(EndingKind.ClosedByServer, ReasonCode.ServerMoved, "moving") { ServerReference = "other" }, await client.Closed);
    }

    [Fact]
    public async Task Silence_of_the_network_is_a_reason()
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync();

        await server.HangUpAsync();

        Assert.Equal(EndingKind.NetworkFailed, (await client.Closed).Kind);
    }

    [Theory]
    [InlineData("36 00", ReasonCode.MalformedPacket)]
    [InlineData("20 (00 00 00)", ReasonCode.ProtocolError)]
    [InlineData("30 ('a' (23 0011))", ReasonCode.TopicAliasInvalid)]
    [InlineData("30 FFFFFF7F", ReasonCode.PacketTooLarge)]
    public async Task A_fault_of_the_servers_is_told_to_it(string line, ReasonCode reason)
    {
        var server = new ScriptedServer();
        var client = await server.AcceptAsync();

        await server.SendAsync(Wire.Bytes(line));

        Assert.Equal(reason, (await server.NextAsync<DisconnectPacket>()).Reason);
        Assert.Equal((EndingKind.ProtocolFault, reason), ((await client.Closed).Kind, (await client.Closed).Reason));
    }

    [Fact]
    public async Task MQTT_3_1_2_20_it_is_never_silent_for_longer_than_was_agreed()
    {
        var clock = new WatchedClock();
        var server = new ScriptedServer();
        // The server's wish counts. [MQTT-3.1.2-21]
        await using var client = await server.AcceptAsync(new MqttClientOptions { KeepAliveSeconds = 1_000, Clock = clock }, new ConnackPacket { ServerKeepAliveSeconds = 20 });

        for (var ping = 0; ping < 3; ping++)
        {
            await clock.PassAsync(TimeSpan.FromSeconds(10));
            await server.NextAsync<PingPacket>();
            await server.SendAsync(PingPacket.Response);
        }

        await clock.PassAsync(TimeSpan.FromSeconds(10));
        await server.NextAsync<PingPacket>();
        Assert.False(client.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_a_ping_is_gone()
    {
        var clock = new WatchedClock();
        var server = new ScriptedServer();
        var client = await server.AcceptAsync(new MqttClientOptions { KeepAliveSeconds = 20, Clock = clock });

        await clock.PassAsync(TimeSpan.FromSeconds(10));
        await server.NextAsync<PingPacket>();
        await clock.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((EndingKind.NoAnswer, "no PINGRESP in time"), ((await client.Closed).Kind, (await client.Closed).Text));
    }

    [Fact]
    public async Task A_session_is_for_one_connection_at_a_time()
    {
        var server = new ScriptedServer();
        await using var client = await server.AcceptAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => MqttClient.ConnectAsync(new ScriptedServer().Pipes, s_quiet, client.Session));
    }
}
