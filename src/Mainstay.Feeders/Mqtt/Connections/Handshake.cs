using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>What the server makes of a CONNECT that it can read. Pure. Source: MQTT 5.0, 3.1, 3.2.</summary>
internal static class Handshake
{
    /// <summary>Why not, before it is asked who this is; <see cref="ReasonCode.Success"/> goes on.</summary>
    public static ReasonCode Check(ConnectPacket connect, MqttOptions options)
    {
        // [MQTT-3.1.3-8]
        if (connect.ClientId.Length == 0 && connect is { Version: MqttVersion.V311, CleanStart: false }) return ReasonCode.ClientIdentifierNotValid;
        // [MQTT-3.2.2-13]
        if (connect is { Version: MqttVersion.V5, Will.Retain: true } && options.MaximumRetainedMessages == 0) return ReasonCode.RetainNotSupported;
        var isTooDeep = connect.Will is { } will && will.Topic.Utf8.Count((byte)'/') >= options.MaximumTopicLevels;
        return isTooDeep ? ReasonCode.TopicNameInvalid : ReasonCode.Success;
    }

    /// <summary>How long the session will outlive its connection.</summary>
    public static uint ExpirySeconds(ConnectPacket connect, MqttOptions options) => Math.Min(connect.SessionExpirySeconds, options.MaximumSessionExpirySeconds);

    /// <summary>In seconds; 0 for none. [MQTT-3.1.2-21]</summary>
    public static int KeepAliveSeconds(ConnectPacket connect, MqttOptions options)
    {
        if (connect.Version == MqttVersion.V311 || options.ServerKeepAliveSeconds == 0) return connect.KeepAliveSeconds;
        return connect.KeepAliveSeconds == 0 ? options.ServerKeepAliveSeconds : Math.Min(connect.KeepAliveSeconds, options.ServerKeepAliveSeconds);
    }

    /// <summary>Where the client may be answered; null when it did not ask [MQTT-3.1.2-28], and for one whose name cannot be a level of a topic.</summary>
    private static string? ResponseInformation(ConnectPacket connect, MqttIdentity identity, string clientId, MqttOptions options)
    {
        if (!connect.RequestResponseInformation || options.ResponseInformation.Length == 0) return null;
        var root = new AccessRule(null, options.ResponseInformation, AccessActions.All, ReasonCode.Success).For(identity.Name, clientId);
        return root is null ? null : System.Text.Encoding.UTF8.GetString(root);
    }

    /// <summary>The welcome.</summary>
    /// <param name="client">Who is let in.</param>
    /// <param name="clientId">Its own, or the one that was given to a client that came without one. [MQTT-3.1.3-7]</param>
    /// <param name="isPresent">Whether there was a session. [MQTT-3.2.2-2] [MQTT-3.2.2-3]</param>
    /// <param name="options">What the server takes.</param>
    public static ConnackPacket Welcome(Client client, string clientId, bool isPresent, MqttOptions options)
    {
        var connect = client.Connect;
        var keepAlive = KeepAliveSeconds(connect, options);
        var expiry = ExpirySeconds(connect, options);
        return new ConnackPacket
        {
            SessionPresent = isPresent,
            AssignedClientId = connect.ClientId.Length == 0 ? clientId : null,
            ReceiveMaximum = options.ReceiveMaximum,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            TopicAliasMaximum = options.TopicAliasMaximum,
            RetainAvailable = options.MaximumRetainedMessages > 0,
            ServerKeepAliveSeconds = keepAlive == connect.KeepAliveSeconds ? null : (ushort)keepAlive,
            SessionExpirySeconds = expiry == connect.SessionExpirySeconds ? null : expiry,
            AuthenticationMethod = connect.AuthenticationMethod,
            AuthenticationData = client.WelcomeData,
            ResponseInformation = ResponseInformation(connect, client.Identity, clientId, options),
        };
    }
}
