namespace Mainstay.Mqtt;

/// <summary>
/// A CONNECT of a version that is not spoken. Its client is to be told so in words that it knows: 3.1.1 asks for a return code 0x01 in two bytes [3.1.1 MQTT-3.1.2-2], 5.0 allows a reason code 0x84 with properties behind it
/// [MQTT-3.1.2-2]. Which of them the client understands shows in how its packet is laid out.
/// </summary>
internal static class ForeignConnect
{
    /// <param name="rest">What follows the version's number.</param>
    /// <param name="level">That number; it decides when the packet fits both forms or none.</param>
    public static MqttVersion FormOf(ReadOnlySpan<byte> rest, int level)
    {
        var isOld = Fits(rest, hasProperties: false);
        if (isOld != Fits(rest, hasProperties: true)) return isOld ? MqttVersion.V311 : MqttVersion.V5;
        return level < (int)MqttVersion.V311 ? MqttVersion.V311 : MqttVersion.V5;
    }

    private static bool Fits(ReadOnlySpan<byte> rest, bool hasProperties)
    {
        var fields = new FieldReader(rest);
        if (!fields.TryByte(out var flags) || !fields.TryNumber16(out _) || !SkipProperties(ref fields, hasProperties) || !fields.TryBinary(out _)) return false;
        if ((flags & 0x04) != 0 && (!SkipProperties(ref fields, hasProperties) || !fields.TryBinary(out _) || !fields.TryBinary(out _))) return false;
        if ((flags & 0x80) != 0 && !fields.TryBinary(out _)) return false;
        if ((flags & 0x40) != 0 && !fields.TryBinary(out _)) return false;
        return fields.IsAtEnd;
    }

    private static bool SkipProperties(scoped ref FieldReader fields, bool hasProperties) => !hasProperties || (fields.TryVariable(out var length) && fields.TryBytes((int)length, out _));
}
