namespace Mainstay.Mqtt;

/// <summary>PINGREQ or PINGRESP: nothing but the type. Source: MQTT 5.0 and 3.1.1, 3.12, 3.13.</summary>
public sealed record PingPacket : Packet
{
    private PingPacket(PacketType type) => Type = type;

    public static PingPacket Request { get; } = new(PacketType.Pingreq);

    public static PingPacket Response { get; } = new(PacketType.Pingresp);

    public override PacketType Type { get; }

    internal override void Encode(ref Encoder target, MqttVersion version)
    {
    }

    private protected override void EncodeHead(ref Encoder target, MqttVersion version)
    {
    }
}
