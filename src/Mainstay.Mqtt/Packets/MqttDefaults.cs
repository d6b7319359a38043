namespace Mainstay.Mqtt;

/// <summary>Numbers that the specifications fix.</summary>
public static class MqttDefaults
{
    /// <summary>What a variable byte integer can hold, and so the most bytes after the fixed header. Source: MQTT 5.0, 1.5.5.</summary>
    public const int MaximumRemainingLength = 268_435_455;

    /// <summary>The largest packet: five bytes of fixed header and the rest.</summary>
    public const int MaximumPacketSize = MaximumRemainingLength + 5;

    /// <summary>How many unacknowledged messages may be on their way when nothing was said. Source: MQTT 5.0, 3.1.2.11.3.</summary>
    public const int ReceiveMaximum = 65_535;

    /// <summary>A session expiry interval that never ends. Source: MQTT 5.0, 3.1.2.11.2.</summary>
    public const uint NeverExpires = uint.MaxValue;

    /// <summary>The longest text or binary field. Source: MQTT 5.0, 1.5.4, 1.5.6.</summary>
    public const int LongestField = 65_535;
}
