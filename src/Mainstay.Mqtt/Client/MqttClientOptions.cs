using System.Net.Security;

namespace Mainstay.Mqtt;

/// <summary>How to connect. Everything that waits in memory is bounded by one of these.</summary>
public sealed record MqttClientOptions
{
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public ReadOnlyMemory<byte>? Password { get; init; }

    public Will? Will { get; init; }

    /// <summary>False takes an earlier session up. Who says so vouches for holding its state, even if that is empty. [MQTT-3.2.2-4]</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>MQTT 5.0. In 3.1.1 a session ends with the connection if it began with <see cref="CleanStart"/>, and otherwise never.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>0 for none. The server may ask for less.</summary>
    public ushort KeepAliveSeconds { get; init; } = 60;

    /// <summary>
    /// How many messages of QoS 1 and 2 may wait for a handler, and as many of QoS 0. Of QoS 0 those beyond are dropped and counted (<see cref="MqttClient.DroppedMessages"/>). Of QoS 1 and 2
    /// a server of MQTT 5.0 sends no more; one of 3.1.1 is not read from until there is room.
    /// </summary>
    public ushort ReceiveMaximum { get; init; } = 100;

    /// <summary>How many messages of QoS 1 and 2 are sent before one is acknowledged, if the server takes as many. Further ones wait with their callers.</summary>
    public ushort UnacknowledgedMaximum { get; init; } = 100;

    /// <summary>The largest packet that is taken, in bytes.</summary>
    public int MaximumPacketSize { get; init; } = 256 * 1024;

    /// <summary>MQTT 5.0: how many aliases the server may use.</summary>
    public ushort TopicAliasMaximum { get; init; } = 16;

    /// <summary>MQTT 5.0: uses aliases for the topics of messages, as many as the server takes.</summary>
    public bool UsesTopicAliases { get; init; }

    /// <summary>For the connection itself, CONNACK, PINGRESP and goodbye.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>MQTT 5.0: enhanced authentication; also for <see cref="MqttClient.ReauthenticateAsync"/>.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Sent with CONNECT.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>Asked for each challenge.</summary>
    public ChallengeHandler? OnChallenge { get; init; }

    /// <summary>For <c>mqtts</c> and <c>wss</c>: client certificates, whom to trust. The name is taken from the address unless it is given.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>MQTT 5.0: sent with CONNECT.</summary>
    public UserProperty[] UserProperties { get; init; } = [];

    /// <summary>Gets what no handler of the session is for: messages of a session that was made by an earlier run of the program.</summary>
    public MessageHandler? OnMessage { get; init; }

    /// <summary>Of keep-alive and timeouts: real time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal ConnectPacket ToPacket(string clientId) => new()
    {
        Version = Version,
        ClientId = clientId,
        CleanStart = CleanStart,
        KeepAliveSeconds = KeepAliveSeconds,
        SessionExpirySeconds = SessionExpirySeconds,
        ReceiveMaximum = ReceiveMaximum,
        MaximumPacketSize = (uint)MaximumPacketSize,
        TopicAliasMaximum = TopicAliasMaximum,
        AuthenticationMethod = AuthenticationMethod,
        AuthenticationData = AuthenticationData,
        Will = Will,
        UserName = UserName,
        Password = Password,
        UserProperties = UserProperties,
    };
}
