namespace Mainstay.Mqtt;

/// <summary>Reads one property, whatever it is and wherever it stands.</summary>
internal static class PropertyReader
{
    /// <returns>False when the bytes do not hold a property.</returns>
    public static bool TryRead(scoped ref FieldReader fields, out Property property, out PropertyRule rule)
    {
        property = default;
        rule = default;
        var start = fields.Position;
        if (!fields.TryVariable(out var identifier)) return false;
        rule = PropertyRules.Of(identifier);
        if (rule.Kind == PropertyKind.Unknown || !TryValue(ref fields, rule.Kind, out var number, out var name, out var value)) return false;
        property = new Property { Id = (PropertyId)identifier, Number = number, Name = name, Value = value, Encoded = fields.Since(start) };
        return true;
    }

    private static bool TryValue(scoped ref FieldReader fields, PropertyKind kind, out uint number, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        number = 0;
        name = value = default;
        switch (kind)
        {
            case PropertyKind.Flag:
                var hasByte = fields.TryByte(out var flag);
                number = flag;
                return hasByte;
            case PropertyKind.Number16 or PropertyKind.Positive16:
                var hasTwo = fields.TryNumber16(out var two);
                number = two;
                return hasTwo;
            case PropertyKind.Number32 or PropertyKind.Positive32:
                return fields.TryNumber32(out number);
            case PropertyKind.PositiveVariable:
                return fields.TryVariable(out number);
            case PropertyKind.Binary:
                return fields.TryBinary(out value);
            case PropertyKind.TextPair:
                return fields.TryText(out name) && fields.TryText(out value);
            default:
                return fields.TryText(out value);
        }
    }
}
