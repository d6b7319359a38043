namespace Mainstay.Mqtt;

/// <summary>Checks a list of properties against the table: what may stand where, how often, and with which values. Source: MQTT 5.0, 2.2.2.2, and the section of each property.</summary>
internal static class PropertyChecker
{
    public static bool TryCheck(ReadOnlySpan<byte> bytes, PropertyPlaces place, out PacketFault fault)
    {
        fault = default;
        var fields = new FieldReader(bytes);
        ulong seen = 0;
        while (!fields.IsAtEnd && fault.Rule is null)
        {
            fault = PropertyReader.TryRead(ref fields, out var property, out var rule)
                ? Check(property, rule, place, ref seen)
                : PacketFault.Malformed(fields.Rule ?? "2.2.2.2: no such property");
        }

        return fault.Rule is null;
    }

    private static PacketFault Check(in Property property, PropertyRule rule, PropertyPlaces place, ref ulong seen)
    {
        if ((rule.Places & place) == PropertyPlaces.None) return PacketFault.Malformed("2.2.2.2: not a property of this packet");
        var bit = 1UL << (int)property.Id;
        if ((seen & bit) != 0 && (rule.Repeats & place) == PropertyPlaces.None) return PacketFault.Protocol("2.2.2.2: a property twice");
        seen |= bit;
        return CheckValue(property, rule.Kind);
    }

    private static PacketFault CheckValue(in Property property, PropertyKind kind) => kind switch
    {
        PropertyKind.Flag when property.Number > 1 => PacketFault.Protocol("2.2.2.2: neither 0 nor 1"),
        PropertyKind.Positive16 when property.Number == 0 && property.Id == PropertyId.TopicAlias => new PacketFault(ReasonCode.TopicAliasInvalid, "MQTT-3.3.2-8"),
        PropertyKind.Positive16 or PropertyKind.Positive32 or PropertyKind.PositiveVariable when property.Number == 0 => PacketFault.Protocol("2.2.2.2: zero"),
        PropertyKind.Topic when !TopicName.IsValid(property.Value) => PacketFault.Protocol("MQTT-3.3.2-14"),
        _ => default,
    };
}
