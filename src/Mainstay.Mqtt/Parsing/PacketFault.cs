namespace Mainstay.Mqtt;

/// <summary>
/// Why a packet cannot be taken. To MQTT 5.0 the reason is said in CONNACK or DISCONNECT, then the connection is closed; in 3.1.1 it is just closed. Source: MQTT 5.0, 4.13.1.
/// </summary>
/// <param name="Reason">What to tell the sender. <see cref="ReasonCode.Success"/> when there is no fault.</param>
/// <param name="Rule">The statement or section that was not kept, for the log: a constant.</param>
public readonly record struct PacketFault(ReasonCode Reason, string? Rule)
{
    /// <summary>It cannot be read. Source: MQTT 5.0, 1.2.</summary>
    public static PacketFault Malformed(string rule) => new(ReasonCode.MalformedPacket, rule);

    /// <summary>It can be read, and is not allowed. Source: MQTT 5.0, 1.2.</summary>
    public static PacketFault Protocol(string rule) => new(ReasonCode.ProtocolError, rule);
}
