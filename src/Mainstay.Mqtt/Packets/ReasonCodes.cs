namespace Mainstay.Mqtt;

/// <summary>Which reason codes belong to which packet, and what 3.1.1 says instead.</summary>
public static class ReasonCodes
{
    // Source: MQTT 5.0, 2.4, the table's last column.
    private static readonly byte[] s_connack =
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
    ];

    private static readonly byte[] s_received = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
    private static readonly byte[] s_released = [0x00, 0x92];
    private static readonly byte[] s_suback = [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2];
    private static readonly byte[] s_unsuback = [0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91];

    private static readonly byte[] s_disconnect =
    [
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F,
        0xA0, 0xA1, 0xA2,
    ];

    private static readonly byte[] s_auth = [0x00, 0x18, 0x19];
    private static readonly byte[] s_suback311 = [0x00, 0x01, 0x02, 0x80];
    private static readonly ReasonCode[] s_answers = Answers();

    /// <summary>From 0x80 on, the packet that is answered had no effect.</summary>
    public static bool IsFailure(this ReasonCode reason) => reason >= ReasonCode.UnspecifiedError;

    /// <summary>Whether a packet of this type may carry the code in MQTT 5.0; in 3.1.1 only SUBACK has codes of this kind.</summary>
    public static bool MayStandIn(this ReasonCode reason, PacketType packet, MqttVersion version = MqttVersion.V5) =>
        Table(packet, version).IndexOf((byte)reason) >= 0;

    /// <summary>The number in a CONNACK of 3.1.1 that comes nearest. Source: MQTT 3.1.1, 3.2.2.3.</summary>
    /// <returns>0 to 5.</returns>
    public static int ToConnectReturnCode(this ReasonCode reason) => reason switch
    {
        ReasonCode.Success => 0,
        ReasonCode.UnsupportedProtocolVersion => 1,
        ReasonCode.ClientIdentifierNotValid => 2,
        ReasonCode.BadUserNameOrPassword => 4,
        ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.BadAuthenticationMethod => 5,
        _ => 3,
    };

    /// <summary>What a number in a CONNACK of 3.1.1 means.</summary>
    /// <returns>Null for a number that 3.1.1 keeps for later (6 to 255).</returns>
    public static ReasonCode? FromConnectReturnCode(int code) => code >= 0 && code < s_answers.Length ? s_answers[code] : null;

    private static ReasonCode[] Answers() =>
    [
        ReasonCode.Success, ReasonCode.UnsupportedProtocolVersion, ReasonCode.ClientIdentifierNotValid, ReasonCode.ServerUnavailable, ReasonCode.BadUserNameOrPassword,
        ReasonCode.NotAuthorized,
    ];

    private static ReadOnlySpan<byte> Table(PacketType packet, MqttVersion version) => packet switch
    {
        PacketType.Suback when version == MqttVersion.V311 => s_suback311,
        PacketType.Connack => s_connack,
        PacketType.Puback or PacketType.Pubrec => s_received,
        PacketType.Pubrel or PacketType.Pubcomp => s_released,
        PacketType.Suback => s_suback,
        PacketType.Unsuback => s_unsuback,
        PacketType.Disconnect => s_disconnect,
        PacketType.Auth => s_auth,
        _ => [],
    };
}
