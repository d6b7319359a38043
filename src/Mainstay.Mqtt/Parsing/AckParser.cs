namespace Mainstay.Mqtt;

/// <summary>Reads the four acknowledgements, and the short form that they share with DISCONNECT and AUTH. Source: MQTT 5.0 and 3.1.1, 3.4 to 3.7.</summary>
internal static class AckParser
{
    public static bool TryParse(PacketType type, ReadOnlySpan<byte> body, MqttVersion version, out AckView ack, out PacketFault fault)
    {
        ack = default;
        var fields = new FieldReader(body);
        if (!fields.TryNumber16(out var packetId))
        {
            fault = fields.Fault;
            return false;
        }

        fault = packetId == 0 ? PacketFault.Protocol("MQTT-2.2.1-5") : default;
        if (fault.Rule is not null || !TryParseReason(ref fields, type, version, out var reason, out var properties, out fault)) return false;
        ack = new AckView { Type = type, PacketId = packetId, Reason = reason, Properties = properties };
        return true;
    }

    /// <summary>A reason and properties, either of which may be left out, and then the end.</summary>
    public static bool TryParseReason(scoped ref FieldReader fields, PacketType type, MqttVersion version, out ReasonCode reason, out PropertyList properties, out PacketFault fault)
    {
        reason = ReasonCode.Success;
        properties = default;
        fault = default;
        if (fields.IsAtEnd) return true;
        fields.TryByte(out var code);
        reason = (ReasonCode)code;
        if (version == MqttVersion.V311) fault = PacketFault.Malformed("2.1.4");
        else if (!reason.MayStandIn(type)) fault = PacketFault.Protocol("2.4");
        if (fault.Rule is not null) return false;
        if (fields.IsAtEnd && type != PacketType.Auth) return true;
        return PropertyList.TryParse(ref fields, (PropertyPlaces)(1 << (int)type), out properties, out fault) && TryEnd(fields, out fault);
    }

    /// <summary>Nothing may follow.</summary>
    public static bool TryEnd(scoped in FieldReader fields, out PacketFault fault)
    {
        fault = fields.IsAtEnd ? default : PacketFault.Malformed("2.1.4: bytes after the packet's end");
        return fields.IsAtEnd;
    }
}
