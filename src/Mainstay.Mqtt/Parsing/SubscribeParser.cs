using System.Text;

namespace Mainstay.Mqtt;

/// <summary>Reads SUBSCRIBE and UNSUBSCRIBE. A text that is no filter ends the connection: the codes of SUBACK and UNSUBACK are for filters that are correctly formed (5.0, 3.9.3, 3.11.3). Source: MQTT 5.0 and 3.1.1, 3.8, 3.10.</summary>
internal static class SubscribeParser
{
    private static PacketFault NoFilter => PacketFault.Malformed("4.7.1, 4.7.3, 4.8.2: no topic filter");

    public static bool TrySubscribe(ReadOnlySpan<byte> body, MqttVersion version, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!TryHead(ref fields, PropertyPlaces.Subscribe, version, out var packetId, out var properties, out fault)) return false;
        var requests = new List<SubscriptionRequest>();
        while (!fields.IsAtEnd)
        {
            if (!TryRequest(ref fields, version, out var request, out fault)) return false;
            requests.Add(request!);
        }

        if (requests.Count == 0) return Refuse(PacketFault.Protocol(version == MqttVersion.V5 ? "MQTT-3.8.3-2" : "3.1.1 MQTT-3.8.3-3"), out fault);
        packet = new SubscribePacket(packetId, [.. requests])
        {
            SubscriptionIdentifier = properties.TryFind(PropertyId.SubscriptionIdentifier, out var found) ? found.Number : 0,
            UserProperties = properties.UserProperties(),
        };
        return true;
    }

    public static bool TryUnsubscribe(ReadOnlySpan<byte> body, MqttVersion version, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var fields = new FieldReader(body);
        if (!TryHead(ref fields, PropertyPlaces.Unsubscribe, version, out var packetId, out var properties, out fault)) return false;
        var filters = new List<string>();
        while (!fields.IsAtEnd)
        {
            if (!fields.TryText(out var filter)) return Refuse(fields.Fault, out fault);
            filters.Add(Encoding.UTF8.GetString(filter));
            if (!TopicFilter.TryParse(filters[^1], out _) && !IsOrdinary(filters[^1], version)) return Refuse(NoFilter, out fault);
        }

        if (filters.Count == 0) return Refuse(PacketFault.Protocol("MQTT-3.10.3-2"), out fault);
        packet = new UnsubscribePacket(packetId, [.. filters]) { UserProperties = properties.UserProperties() };
        return true;
    }

    /// <summary>A packet id that is not 0 and, in MQTT 5.0, properties.</summary>
    public static bool TryHead(scoped ref FieldReader fields, PropertyPlaces place, MqttVersion version, out ushort packetId, out PropertyList properties, out PacketFault fault)
    {
        fault = default;
        properties = default;
        if (!fields.TryNumber16(out packetId)) return Refuse(fields.Fault, out fault);
        if (packetId == 0) return Refuse(PacketFault.Protocol("MQTT-2.2.1-3"), out fault);
        return version == MqttVersion.V311 || PropertyList.TryParse(ref fields, place, out properties, out fault);
    }

    private static bool TryRequest(scoped ref FieldReader fields, MqttVersion version, out SubscriptionRequest? request, out PacketFault fault)
    {
        request = null;
        if (!fields.TryText(out var filter) || !fields.TryByte(out var options)) return Refuse(fields.Fault, out fault);
        fault = CheckOptions(options, version);
        if (fault.Rule is not null) return false;
        request = new SubscriptionRequest(Encoding.UTF8.GetString(filter), (Qos)(options & 3))
        {
            NoLocal = (options & 4) != 0,
            RetainAsPublished = (options & 8) != 0,
            RetainHandling = (RetainHandling)((options >> 4) & 3),
        };
        if (request.Filter is null && !IsOrdinary(request.Text, version)) return Refuse(NoFilter, out fault);
        return !(request.NoLocal && request.Filter?.ShareName is not null) || Refuse(PacketFault.Protocol("MQTT-3.8.3-4"), out fault);
    }

    /// <summary>3.1.1 knows no shared subscriptions: there a text that is none of ours is a filter like others, which who answers may refuse.</summary>
    private static bool IsOrdinary(string text, MqttVersion version) => version == MqttVersion.V311 && text.StartsWith("$share/", StringComparison.Ordinal);

    /// <summary>Source: MQTT 5.0, 3.8.3.1; MQTT 3.1.1, 3.8.3.</summary>
    private static PacketFault CheckOptions(int options, MqttVersion version)
    {
        if (version == MqttVersion.V311) return options > 2 ? PacketFault.Malformed("3.1.1 MQTT-3-8.3-4") : default;
        if ((options & 0xC0) != 0) return PacketFault.Malformed("MQTT-3.8.3-5");
        if ((options & 3) == 3) return PacketFault.Protocol("3.8.3.1: QoS 3");
        return (options & 0x30) == 0x30 ? PacketFault.Protocol("3.8.3.1: retain handling 3") : default;
    }

    private static bool Refuse(PacketFault why, out PacketFault fault)
    {
        fault = why;
        return false;
    }
}
