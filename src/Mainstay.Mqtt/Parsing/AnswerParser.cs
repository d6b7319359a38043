namespace Mainstay.Mqtt;

/// <summary>Reads CONNACK, SUBACK, UNSUBACK, DISCONNECT and AUTH. Source: MQTT 5.0 and 3.1.1, 3.2, 3.9, 3.11, 3.14, 3.15.</summary>
internal static class AnswerParser
{
    public static bool TryConnack(ReadOnlySpan<byte> body, MqttVersion version, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        PropertyList properties = default;
        if (!fields.TryByte(out var flags) || !fields.TryByte(out var code)) return Refuse(fields.Fault, out fault);
        var reason = version == MqttVersion.V5 ? (ReasonCode)code : ReasonCodes.FromConnectReturnCode(code);
        fault = CheckConnack(flags, reason);
        if (fault.Rule is not null || (version == MqttVersion.V5 && !PropertyList.TryParse(ref fields, PropertyPlaces.Connack, out properties, out fault))) return false;
        var connack = new ConnackPacket { Reason = reason.GetValueOrDefault(), SessionPresent = flags == 1, UserProperties = properties.UserProperties() };
        foreach (var property in properties) connack = With(connack, property);
        packet = connack;
        return AckParser.TryEnd(fields, out fault);
    }

    public static bool TrySuback(ReadOnlySpan<byte> body, MqttVersion version, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!SubscribeParser.TryHead(ref fields, PropertyPlaces.Suback, version, out var packetId, out var properties, out fault)) return false;
        if (!TryReasons(fields.Rest, PacketType.Suback, version, out var reasons, out fault)) return false;
        packet = new SubackPacket(packetId, reasons) { ReasonString = ReasonOf(properties), UserProperties = properties.UserProperties() };
        return true;
    }

    public static bool TryUnsuback(ReadOnlySpan<byte> body, MqttVersion version, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        ReasonCode[] reasons = [];
        if (!SubscribeParser.TryHead(ref fields, PropertyPlaces.Unsuback, version, out var packetId, out var properties, out fault)) return false;
        if (version == MqttVersion.V5 && !TryReasons(fields.Rest, PacketType.Unsuback, version, out reasons, out fault)) return false;
        packet = new UnsubackPacket(packetId, reasons) { ReasonString = ReasonOf(properties), UserProperties = properties.UserProperties() };
        return version == MqttVersion.V5 || AckParser.TryEnd(fields, out fault);
    }

    public static bool TryDisconnect(ReadOnlySpan<byte> body, MqttVersion version, Receiver receiver, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!AckParser.TryParseReason(ref fields, PacketType.Disconnect, version, out var reason, out var properties, out fault)) return false;
        uint? expiry = properties.TryFind(PropertyId.SessionExpiryInterval, out var found) ? found.Number : null;
        if (expiry is not null && receiver == Receiver.Client) return Refuse(PacketFault.Protocol("MQTT-3.14.2-2"), out fault);
        packet = new DisconnectPacket
        {
            Reason = reason,
            SessionExpirySeconds = expiry,
            ServerReference = properties.TryFind(PropertyId.ServerReference, out var reference) ? reference.ToText() : null,
            ReasonString = ReasonOf(properties),
            UserProperties = properties.UserProperties(),
        };
        return true;
    }

    public static bool TryAuth(ReadOnlySpan<byte> body, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!AckParser.TryParseReason(ref fields, PacketType.Auth, MqttVersion.V5, out var reason, out var properties, out fault)) return false;
        var hasMethod = properties.TryFind(PropertyId.AuthenticationMethod, out var method);
        if (!hasMethod && !body.IsEmpty) return Refuse(PacketFault.Protocol("3.15.2.2.2"), out fault);
        packet = new AuthPacket
        {
            Reason = reason,
            AuthenticationMethod = hasMethod ? method.ToText() : null,
            AuthenticationData = properties.TryFind(PropertyId.AuthenticationData, out var data) ? data.Value.ToArray() : (ReadOnlyMemory<byte>?)null,
            ReasonString = ReasonOf(properties),
            UserProperties = properties.UserProperties(),
        };
        return true;
    }

    public static string? ReasonOf(PropertyList properties) => properties.TryFind(PropertyId.ReasonString, out var found) ? found.ToText() : null;

    private static PacketFault CheckConnack(int flags, ReasonCode? reason)
    {
        if (flags > 1) return PacketFault.Malformed("MQTT-3.2.2-1");
        if (reason is not { } known || !known.MayStandIn(PacketType.Connack)) return PacketFault.Protocol("MQTT-3.2.2-8");
        return flags == 1 && known != ReasonCode.Success ? PacketFault.Protocol("MQTT-3.2.2-6") : default;
    }

    private static bool TryReasons(ReadOnlySpan<byte> bytes, PacketType type, MqttVersion version, out ReasonCode[] reasons, out PacketFault fault)
    {
        fault = bytes.IsEmpty ? PacketFault.Malformed("3.9.3: no reason code") : default;
        reasons = new ReasonCode[bytes.Length];
        for (var i = 0; i < bytes.Length && fault.Rule is null; i++)
        {
            reasons[i] = (ReasonCode)bytes[i];
            if (!reasons[i].MayStandIn(type, version)) fault = PacketFault.Protocol("2.4");
        }

        return fault.Rule is null;
    }

    private static ConnackPacket With(ConnackPacket packet, in Property property) => property.Id switch
    {
        PropertyId.SessionExpiryInterval => packet with { SessionExpirySeconds = property.Number },
        PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)property.Number },
        PropertyId.MaximumQos => packet with { MaximumQos = (Qos)property.Number },
        PropertyId.RetainAvailable => packet with { RetainAvailable = property.Number == 1 },
        PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = property.Number },
        PropertyId.AssignedClientIdentifier => packet with { AssignedClientId = property.ToText() },
        PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)property.Number },
        PropertyId.ReasonString => packet with { ReasonString = property.ToText() },
        PropertyId.WildcardSubscriptionAvailable => packet with { WildcardSubscriptionAvailable = property.Number == 1 },
        PropertyId.SubscriptionIdentifierAvailable => packet with { SubscriptionIdentifierAvailable = property.Number == 1 },
        PropertyId.SharedSubscriptionAvailable => packet with { SharedSubscriptionAvailable = property.Number == 1 },
        PropertyId.ServerKeepAlive => packet with { ServerKeepAliveSeconds = (ushort)property.Number },
        PropertyId.ResponseInformation => packet with { ResponseInformation = property.ToText() },
        PropertyId.ServerReference => packet with { ServerReference = property.ToText() },
        PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = property.ToText() },
        PropertyId.AuthenticationData => packet with { AuthenticationData = property.Value.ToArray() },
        _ => packet,
    };

    private static bool Refuse(PacketFault why, out PacketFault fault)
    {
        fault = why;
        return false;
    }
}
