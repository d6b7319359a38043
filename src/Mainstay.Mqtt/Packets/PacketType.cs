namespace Mainstay.Mqtt;

/// <summary>The types of packets, by the number in their first four bits. Source: MQTT 5.0, 2.1.2.</summary>
public enum PacketType
{
    /// <summary>Never on the wire.</summary>
    Forbidden = 0,
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,

    /// <summary>MQTT 5.0 only.</summary>
    Auth = 15,
}
