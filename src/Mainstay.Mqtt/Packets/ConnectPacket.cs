namespace Mainstay.Mqtt;

/// <summary>The first packet of a client. Source: MQTT 5.0 and 3.1.1, 3.1.</summary>
public sealed record ConnectPacket : Packet
{
    private const int UserNameFlag = 0x80;
    private const int PasswordFlag = 0x40;
    private const int WillRetainFlag = 0x20;
    private const int WillFlag = 0x04;
    private const int CleanStartFlag = 0x02;

    public override PacketType Type => PacketType.Connect;

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Forget an earlier session. In 3.1.1 this is Clean Session, which also forgets this one at its end.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>0: no keep-alive.</summary>
    public ushort KeepAliveSeconds { get; init; }

    /// <summary>How long the session outlives the connection. From 3.1.1: 0 with Clean Session, otherwise <see cref="MqttDefaults.NeverExpires"/>. Source: MQTT 5.0, 3.1.2.11.2.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>How many messages of QoS 1 and 2 the client takes before it has acknowledged one.</summary>
    public ushort ReceiveMaximum { get; init; } = MqttDefaults.ReceiveMaximum;

    /// <summary>The largest packet that the client takes, in bytes; null for any.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The highest alias that the client takes; 0 for none.</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Asks for <see cref="ConnackPacket.ResponseInformation"/>.</summary>
    public bool RequestResponseInformation { get; init; }

    /// <summary>False: reason strings and user properties stand only in PUBLISH, CONNACK and DISCONNECT. [MQTT-3.1.2-29]</summary>
    public bool RequestProblemInformation { get; init; } = true;

    public string? AuthenticationMethod { get; init; }

    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    public Will? Will { get; init; }

    public string? UserName { get; init; }

    public ReadOnlyMemory<byte>? Password { get; init; }

    private int ConnectFlags =>
        (UserName is null ? 0 : UserNameFlag) | (Password is null ? 0 : PasswordFlag) | (CleanStart ? CleanStartFlag : 0)
        | (Will is null ? 0 : WillFlag | ((int)Will.Qos << 3) | (Will.Retain ? WillRetainFlag : 0));

    private protected override void EncodeHead(ref Encoder target, MqttVersion version)
    {
        target.WriteBinary("MQTT"u8);
        target.WriteByte((byte)version);
        target.WriteByte((byte)ConnectFlags);
        target.WriteNumber16(KeepAliveSeconds);
    }

    private protected override void EncodeProperties(ref Encoder target)
    {
        if (SessionExpirySeconds != 0) target.WriteNumber32(PropertyId.SessionExpiryInterval, SessionExpirySeconds);
        if (ReceiveMaximum != MqttDefaults.ReceiveMaximum) target.WriteNumber16(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumPacketSize is { } size) target.WriteNumber32(PropertyId.MaximumPacketSize, size);
        if (TopicAliasMaximum != 0) target.WriteNumber16(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (RequestResponseInformation) target.WriteFlag(PropertyId.RequestResponseInformation, true);
        if (!RequestProblemInformation) target.WriteFlag(PropertyId.RequestProblemInformation, false);
        target.WriteText(PropertyId.AuthenticationMethod, AuthenticationMethod);
        target.WriteBinary(PropertyId.AuthenticationData, AuthenticationData);
        base.EncodeProperties(ref target);
    }

    /// <summary>The order is fixed. [MQTT-3.1.3-1]</summary>
    private protected override void EncodePayload(ref Encoder target, MqttVersion version)
    {
        target.WriteText(ClientId);
        Will?.Encode(ref target, version);
        if (UserName is not null) target.WriteText(UserName);
        if (Password is { } password) target.WriteBinary(password.Span);
    }
}
