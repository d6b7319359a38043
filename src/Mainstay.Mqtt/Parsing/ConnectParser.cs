using System.Text;

namespace Mainstay.Mqtt;

/// <summary>Reads CONNECT. Source: MQTT 5.0 and 3.1.1, 3.1.</summary>
internal static class ConnectParser
{
    private const int ReservedFlag = 0x01;
    private const int CleanStartFlag = 0x02;
    private const int WillFlag = 0x04;
    private const int WillQosAndRetain = 0x38;
    private const int PasswordFlag = 0x40;
    private const int UserNameFlag = 0x80;

    /// <param name="body">What follows the fixed header.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="version">The version that the client asked for, if it is one that is spoken: in it the refusal is said.</param>
    /// <param name="answer">In which version's form a refusal is said; null for saying nothing.</param>
    /// <param name="fault">Why there is no packet.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out ConnectPacket? packet, out MqttVersion? version, out MqttVersion? answer, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!TryParseVersion(ref fields, out version, out answer, out fault)) return false;
        if (!fields.TryByte(out var flags) || !fields.TryNumber16(out var keepAlive)) return Malformed(fields, out fault);
        fault = CheckFlags(flags, version.GetValueOrDefault());
        if (fault.Rule is not null) return false;
        PropertyList properties = default;
        if (version == MqttVersion.V5 && !PropertyList.TryParse(ref fields, PropertyPlaces.Connect, out properties, out fault)) return false;
        if (properties.TryFind(PropertyId.AuthenticationData, out _) && !properties.TryFind(PropertyId.AuthenticationMethod, out _)) fault = PacketFault.Protocol("3.1.2.11.10");
        return fault.Rule is null && TryParsePayload(ref fields, new Head(version.GetValueOrDefault(), flags, keepAlive, properties), out packet, out fault) && AckParser.TryEnd(fields, out fault);
    }

    /// <summary>[MQTT-3.1.2-1] [MQTT-3.1.2-2]: a name or version that is not spoken is told so, not called malformed.</summary>
    private static bool TryParseVersion(scoped ref FieldReader fields, out MqttVersion? version, out MqttVersion? answer, out PacketFault fault)
    {
        version = answer = null;
        if (!fields.TryText(out var name) || !fields.TryByte(out var asked)) return Malformed(fields, out fault);
        var isKnown = name.SequenceEqual("MQTT"u8);
        fault = new PacketFault(ReasonCode.UnsupportedProtocolVersion, isKnown ? "MQTT-3.1.2-2" : "MQTT-3.1.2-1");
        if (!isKnown || asked is not (4 or 5))
        {
            answer = ForeignConnect.FormOf(fields.Rest, asked);
            // 3.1.1 has a return code for a level that is not spoken, and none for a name; MQTT 3.1 was called so.
            if (!isKnown && answer == MqttVersion.V311 && !name.SequenceEqual("MQIsdp"u8)) answer = null;
            return false;
        }

        version = answer = (MqttVersion)asked;
        fault = default;
        return true;
    }

    private static PacketFault CheckFlags(int flags, MqttVersion version)
    {
        if ((flags & ReservedFlag) != 0) return PacketFault.Malformed("MQTT-3.1.2-3");
        if ((flags & WillFlag) == 0 && (flags & WillQosAndRetain) != 0) return PacketFault.Malformed("MQTT-3.1.2-11");
        if ((flags & 0x18) == 0x18) return PacketFault.Malformed("MQTT-3.1.2-12");
        var passwordAlone = (flags & (UserNameFlag | PasswordFlag)) == PasswordFlag;
        return passwordAlone && version == MqttVersion.V311 ? PacketFault.Malformed("3.1.1 MQTT-3.1.2-22") : default;
    }

    /// <summary>The order is fixed. [MQTT-3.1.3-1]</summary>
    private static bool TryParsePayload(scoped ref FieldReader fields, scoped in Head head, out ConnectPacket? packet, out PacketFault fault)
    {
        packet = null;
        Will? will = null;
        ReadOnlySpan<byte> userName = default;
        ReadOnlySpan<byte> password = default;
        if (!fields.TryText(out var clientId)) return Malformed(fields, out fault);
        if (head.Has(WillFlag) && !TryParseWill(ref fields, head.Flags, head.Version, out will, out fault)) return false;
        if (head.Has(UserNameFlag) && !fields.TryText(out userName)) return Malformed(fields, out fault);
        if (head.Has(PasswordFlag) && !fields.TryBinary(out password)) return Malformed(fields, out fault);
        var mayBeNameless = head.Version == MqttVersion.V5 || head.Has(CleanStartFlag);
        fault = clientId.IsEmpty && !mayBeNameless ? new PacketFault(ReasonCode.ClientIdentifierNotValid, "3.1.1 MQTT-3.1.3-8") : default;
        if (fault.Rule is not null) return false;
        packet = Make(head, clientId, will, userName, password);
        return true;
    }

    private static ConnectPacket Make(scoped in Head head, ReadOnlySpan<byte> clientId, Will? will, ReadOnlySpan<byte> userName, ReadOnlySpan<byte> password) => new()
    {
        Version = head.Version,
        CleanStart = head.Has(CleanStartFlag),
        KeepAliveSeconds = head.KeepAliveSeconds,
        SessionExpirySeconds = head.Number(PropertyId.SessionExpiryInterval) ?? (head.Version == MqttVersion.V311 && !head.Has(CleanStartFlag) ? MqttDefaults.NeverExpires : 0),
        ReceiveMaximum = (ushort)(head.Number(PropertyId.ReceiveMaximum) ?? MqttDefaults.ReceiveMaximum),
        MaximumPacketSize = head.Number(PropertyId.MaximumPacketSize),
        TopicAliasMaximum = (ushort)(head.Number(PropertyId.TopicAliasMaximum) ?? 0),
        RequestResponseInformation = head.Number(PropertyId.RequestResponseInformation) == 1,
        RequestProblemInformation = head.Number(PropertyId.RequestProblemInformation) != 0,
        AuthenticationMethod = head.Properties.TryFind(PropertyId.AuthenticationMethod, out var method) ? method.ToText() : null,
        AuthenticationData = head.Properties.TryFind(PropertyId.AuthenticationData, out var data) ? data.Value.ToArray() : (ReadOnlyMemory<byte>?)null,
        UserProperties = head.Properties.UserProperties(),
        ClientId = Encoding.UTF8.GetString(clientId),
        Will = will,
        UserName = head.Has(UserNameFlag) ? Encoding.UTF8.GetString(userName) : null,
        Password = head.Has(PasswordFlag) ? password.ToArray() : (ReadOnlyMemory<byte>?)null,
    };

    private static bool TryParseWill(scoped ref FieldReader fields, int flags, MqttVersion version, out Will? will, out PacketFault fault)
    {
        will = null;
        fault = default;
        PropertyList properties = default;
        if (version == MqttVersion.V5 && !PropertyList.TryParse(ref fields, PropertyPlaces.Will, out properties, out fault)) return false;
        if (!fields.TryText(out var topic) || !fields.TryBinary(out var payload)) return Malformed(fields, out fault);
        fault = TopicName.IsValid(topic) ? default : PacketFault.Malformed("MQTT-4.7.0-1");
        if (fault.Rule is not null) return false;
        will = new Will(TopicName.OfValid(topic), payload.ToArray(), (Qos)((flags >> 3) & 3), (flags & 0x20) != 0)
        {
            DelaySeconds = properties.TryFind(PropertyId.WillDelayInterval, out var delay) ? delay.Number : 0,
            MessageExpirySeconds = properties.TryFind(PropertyId.MessageExpiryInterval, out var expiry) ? expiry.Number : null,
            ForwardedProperties = properties.CopyForwarded(),
        };
        return true;
    }

    private static bool Malformed(scoped in FieldReader fields, out PacketFault fault)
    {
        fault = fields.Fault;
        return false;
    }

    /// <summary>What stands before the payload.</summary>
    private readonly ref struct Head(MqttVersion version, int flags, ushort keepAliveSeconds, PropertyList properties)
    {
        public MqttVersion Version { get; } = version;

        public int Flags { get; } = flags;

        public ushort KeepAliveSeconds { get; } = keepAliveSeconds;

        public PropertyList Properties { get; } = properties;

        public bool Has(int flag) => (Flags & flag) != 0;

        public uint? Number(PropertyId id) => Properties.TryFind(id, out var property) ? property.Number : null;
    }
}
